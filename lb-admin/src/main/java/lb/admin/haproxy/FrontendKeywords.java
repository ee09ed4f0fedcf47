package lb.admin.haproxy;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Keywords of frontends alone that have nothing to do here, or not yet. */
final class FrontendKeywords {
    private static final Set<Context> HERE = FrontendLines.HERE;

    static final List<Keyword<Proxy>> ALL = Stream.of(
                    noted("left out: figures are always up to date", "option contstats"),
                    noted("left out: http2.enabled = false is for all frontends", "option disable-h2-upgrade"),
                    noted("left out: the page has no rows for listeners", "option socket-stats"),
                    noted("left out: the kernel's own way is good enough", "option tcp-smart-accept"),
                    noted(
                            "left out: a node that stops ends idle connections of clients with Connection: close",
                            "option idle-close-on-response"),
                    notDone("log-format", "error-log-format", "log-format-sd"),
                    notDone(
                            "",
                            "option accept-invalid-http-request",
                            "option http-ignore-probes",
                            "option http-use-proxy-header",
                            "option logasap"),
                    Keyword.<Proxy>notDone(
                            List.of("declare capture"),
                            FrontendLines.NO_DEFAULTS,
                            "capture request header keeps a field"))
            .flatMap(List::stream)
            .toList();

    private FrontendKeywords() {}

    private static List<Keyword<Proxy>> noted(String remark, String... names) {
        return Keyword.noted(List.of(names), HERE, remark);
    }

    private static List<Keyword<Proxy>> notDone(String remark, String... names) {
        return Keyword.notDone(List.of(names), HERE, remark);
    }
}
