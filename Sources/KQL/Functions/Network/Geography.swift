/// Where an address is: data that is not on board.
extension ScalarFunction {
  static let geoInfoFromIpAddress = ScalarFunction(
    "geo_info_from_ip_address", page: "geo-info-from-ip-address-function", returns: .type(.dynamic),
    [.string("ip")])
}
