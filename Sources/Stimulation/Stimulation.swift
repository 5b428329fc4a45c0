// The Stimulation room.
