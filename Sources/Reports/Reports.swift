// The Reports room.
