package lb.admin.reload;

import java.util.List;

/** A configuration could not be put in force: nothing has changed. */
public final class ReloadException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    /**
     * Tells why.
     *
     * @param problems sentences, at least one
     */
    public ReloadException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Everything that stands in the way. */
    public List<String> problems() {
        return problems;
    }
}
