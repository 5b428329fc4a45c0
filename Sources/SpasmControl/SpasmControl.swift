// The SpasmControl room.
