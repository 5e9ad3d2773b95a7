print("kmsaudit-dev")
