package lb.admin.config;

import java.util.Optional;
import java.util.regex.Pattern;

/** Recognises a whole configuration of another program, so that it is not answered with a syntax error. */
final class ForeignFile {
    /** A section on a line of its own, with nothing after it that would make it a key of HOCON. */
    private static final Pattern HAPROXY = Pattern.compile("(?m)^(?:global|defaults|(?:frontend|backend|listen)"
            + "[ \\t]++[^\\s={#]++(?:[ \\t]++[^\\s={#]++)?+)[ \\t]*+(?:#.*+)?+$(?!\\s*+[{=:+])");

    private static final Pattern KEEPALIVED_BLOCK = Pattern.compile(
            "(?m)^(?:vrrp_instance|vrrp_sync_group|virtual_server)[ \\t]++[^={\\n]*+\\{?+[ \\t]*+\\r?$");
    private static final Pattern KEEPALIVED_LINE = Pattern.compile(
            "(?m)^[ \\t]*+(?:state|interface|virtual_router_id|priority|lb_algo)[ \\t]++[^\\s=:{]++[ \\t]*+(?:[#!].*+)?+\\r?$");

    private ForeignFile() {}

    /**
     * The sentence about a file that is one.
     *
     * @param text of a file that is no HOCON
     */
    static Optional<String> sentence(String text) {
        if (HAPROXY.matcher(text).find()) {
            return Optional.of(sentenceOn("HAProxy"));
        }
        return KEEPALIVED_BLOCK.matcher(text).find()
                        && KEEPALIVED_LINE.matcher(text).find()
                ? Optional.of(sentenceOn("keepalived"))
                : Optional.empty();
    }

    private static String sentenceOn(String program) {
        return "is a configuration of " + program + ": reading one is not done yet in this version"
                + " (docs/differences-from-haproxy.md tells what to write instead)";
    }
}
