// The MotorUnits room.
