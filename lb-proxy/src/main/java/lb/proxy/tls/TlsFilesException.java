package lb.proxy.tls;

import java.util.List;
import java.util.stream.Collectors;

/** Files or settings with which there can be no TLS; its message has all of what is wrong, a line for each. */
public final class TlsFilesException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<TlsProblem> problems;

    TlsFilesException(List<TlsProblem> problems) {
        super(problems.stream().map(TlsProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** All of them, one at least. */
    public List<TlsProblem> problems() {
        return problems;
    }
}
