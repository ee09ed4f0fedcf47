package lb.proxy;

import java.util.List;

/** Other settings could not be put in force: nothing has changed. */
public final class ProxyReloadException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    /** @param problems sentences, at least one */
    ProxyReloadException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Why, each in a sentence. */
    public List<String> problems() {
        return problems;
    }
}
