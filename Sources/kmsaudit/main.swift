print("kmsaudit")
