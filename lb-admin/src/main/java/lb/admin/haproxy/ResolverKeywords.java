package lb.admin.haproxy;

import java.util.List;

/** Keywords of {@code resolvers} sections. */
final class ResolverKeywords {
    static final List<Keyword<SectionDraft>> ALL = Keyword.notDone(
            List.of(
                    "accepted_payload_size",
                    "nameserver",
                    "parse-resolv-conf",
                    "hold",
                    "resolve_retries",
                    "timeout resolve",
                    "timeout retry"),
            Keyword.in(Context.RESOLVERS),
            "");

    private ResolverKeywords() {}
}
