package lb.admin.config;

import java.util.Optional;
import java.util.regex.Pattern;

/** Recognises a whole configuration of another program, so that it is not answered with a syntax error. */
public final class ForeignFile {
    /** A section on a line of its own, with nothing after it that would make it a key of HOCON. */
    private static final Pattern HAPROXY = Pattern.compile("(?m)^(?:global|defaults|(?:frontend|backend|listen)"
            + "[ \\t]++[^\\s={#]++(?:[ \\t]++[^\\s={#]++)?+)[ \\t]*+(?:#.*+)?+$(?!\\s*+[{=:+])");

    private static final Pattern KEEPALIVED_BLOCK = Pattern.compile(
            "(?m)^(?:vrrp_instance|vrrp_sync_group|virtual_server)[ \\t]++[^={\\n]*+\\{?+[ \\t]*+\\r?$");
    private static final Pattern KEEPALIVED_LINE = Pattern.compile(
            "(?m)^[ \\t]*+(?:state|interface|virtual_router_id|priority|lb_algo)[ \\t]++[^\\s=:{]++[ \\t]*+(?:[#!].*+)?+\\r?$");

    /** Whose configuration a file is. */
    public enum Program {
        HAPROXY,
        KEEPALIVED,
        /** Nobody's that is known. */
        NONE
    }

    private ForeignFile() {}

    /** The program that a text was written for, when it is a whole configuration. */
    public static Program programOf(String text) {
        if (HAPROXY.matcher(text).find()) {
            return Program.HAPROXY;
        }
        return KEEPALIVED_BLOCK.matcher(text).find()
                        && KEEPALIVED_LINE.matcher(text).find()
                ? Program.KEEPALIVED
                : Program.NONE;
    }

    /**
     * The sentence about a file that is one, where only our own can be.
     *
     * @param text of a file that is no HOCON
     */
    static Optional<String> sentence(String text) {
        return switch (programOf(text)) {
            case HAPROXY -> Optional.of(sentenceOn("HAProxy"));
            case KEEPALIVED -> Optional.of(sentenceOn("keepalived"));
            case NONE -> Optional.empty();
        };
    }

    private static String sentenceOn(String program) {
        return "is a configuration of " + program + " (expected: HOCON; give it to lb as a file of its own)";
    }
}
