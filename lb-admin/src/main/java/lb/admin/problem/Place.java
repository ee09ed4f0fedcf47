package lb.admin.problem;

/** A line of a file; line 0 for the file as a whole. */
public record Place(String file, int line) {}
