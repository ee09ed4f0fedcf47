package lb.admin.problem;

/**
 * Something wrong or doubtful in the configuration.
 *
 * @param file as the user named it, or as it was included
 * @param line from 1; 0 when it is about the file as a whole
 * @param message where in the configuration, the value found and what was expected; never a password
 */
public record Problem(String file, int line, String message) {
    @Override
    public String toString() {
        return line > 0 ? file + ":" + line + ": " + message : file + ": " + message;
    }
}
