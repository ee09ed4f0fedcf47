package lb.proxy;

import java.util.List;

/** The proxy cannot start. It has told everything that stands in the way, and has left nothing open. */
public final class ProxyStartException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    ProxyStartException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** A sentence for each problem: what, where, and what helps. */
    public List<String> problems() {
        return problems;
    }
}
