package lb.admin.boot;

import java.util.List;

/** The node cannot start; nothing of it is left running. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    /** One sentence for each thing that stands in the way, each naming its remedy. */
    public StartException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** One sentence for each thing that stands in the way. */
    public List<String> problems() {
        return problems;
    }
}
