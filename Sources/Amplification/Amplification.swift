// The Amplification room.
