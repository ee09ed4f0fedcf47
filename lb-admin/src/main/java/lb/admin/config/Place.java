package lb.admin.config;

/** A line of a file; line 0 for the file as a whole. */
record Place(String file, int line) {}
