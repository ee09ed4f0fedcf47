package lb.proxy.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import lb.proxy.route.Subject;
import lb.proxy.settings.Template;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.ServerNames;
import org.jspecify.annotations.Nullable;

/** Server names for TLS (SNI) that a backend makes of requests or sessions. Immutable, on any thread. */
public final class MadeNames {
    /** Longer than any host name, whatever a client sends: such a name is no server's, and is not asked for. */
    private static final int LONGEST = 255;

    private final List<Template> templates;
    private final Expression[] names;

    private MadeNames(List<Template> templates, Expression[] names) {
        this.templates = templates;
        this.names = names;
    }

    /** Null where none is made. */
    static @Nullable MadeNames of(Backend backend, Function<String, Backend> backends) {
        List<Template> made = backend.madeNames();
        return made.isEmpty()
                ? null
                : new MadeNames(
                        made,
                        made.stream().map(each -> Expression.of(each, backends)).toArray(Expression[]::new));
    }

    /** Those of one request or session. */
    public ServerNames of(Subject subject) {
        List<@Nullable String> made = new ArrayList<>(names.length);
        for (Expression name : names) {
            made.add(host(name.text(subject)));
        }
        return new ServerNames(templates, made);
    }

    /** Without the port that a Host field may have; null for nothing. */
    private static @Nullable String host(String text) {
        int end = Math.min(text.length(), LONGEST);
        int colon = text.indexOf(':');
        boolean port = colon >= 0 && text.chars().skip(colon + 1).allMatch(c -> c >= '0' && c <= '9');
        String host = text.substring(0, port ? Math.min(colon, end) : end);
        return host.isEmpty() ? null : host;
    }
}
