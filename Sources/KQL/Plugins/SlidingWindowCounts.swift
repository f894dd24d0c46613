extension Plugin {
  /// `sliding_window_counts(id, time, start, end, window, bin, dimensions)`: counts in a window that slides.
  static let slidingWindowCounts = Plugin(
    "sliding_window_counts", page: "sliding-window-counts-plugin"
  ) { binder, plugin, syntax, input in
    binder.activityNode(
      plugin, syntax, input, fixed: 6, form: "id, time, start, end, window, bin",
      measures: ["Count", "Dcount"])
  }
}
