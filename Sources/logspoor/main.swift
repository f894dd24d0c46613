print("logspoor")
