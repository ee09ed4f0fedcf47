package lb.admin.config;

import java.util.Optional;
import java.util.regex.Pattern;

/** Recognises a whole configuration of another program, so that it is not answered with a syntax error. */
public final class ForeignFile {
    /** A section on a line of its own, with nothing after it that would make it a key of HOCON. */
    private static final Pattern HAPROXY =
            Pattern.compile("(?m)^(?:global|defaults(?:[ \\t]++[^\\s={#]++)?|(?:frontend|backend|listen)"
                    + "[ \\t]++[^\\s={#]++(?:[ \\t]++[^\\s={#]++)?)(?:[ \\t]++from[ \\t]++[^\\s={#]++)?+"
                    + "[ \\t]*+(?:#.*+)?+$(?!\\s*+[{=:+])");

    private static final Pattern KEEPALIVED_BLOCK = Pattern.compile(
            "(?m)^(?:vrrp_instance|vrrp_sync_group|virtual_server)[ \\t]++[^={\\n]*+\\{?+[ \\t]*+\\r?$");
    private static final Pattern KEEPALIVED_LINE = Pattern.compile(
            "(?m)^[ \\t]*+(?:state|interface|virtual_router_id|priority|lb_algo)[ \\t]++[^\\s=:{]++[ \\t]*+(?:[#!].*+)?+\\r?$");

    private static final Pattern NGINX_BLOCK =
            Pattern.compile("(?m)^[ \\t]*+(?:http|stream|events|server|upstream[ \\t]++[^\\s={]++)[ \\t]*+(?:\\{|$)");

    /** HOCON has no semicolons. */
    private static final Pattern NGINX_LINE = Pattern.compile(
            "(?:^|[\\s{;])(?:listen|server_name|proxy_pass|server|worker_connections)[ \\t]{1,100}+[^={};\\n][^{};\\n]{0,500}+;");

    /** Whose configuration a file is. */
    public enum Program {
        HAPROXY,
        KEEPALIVED,
        NGINX,
        /** Nobody's that is known. */
        NONE
    }

    private ForeignFile() {}

    /** The program that a text was written for, when it is a whole configuration. */
    public static Program programOf(String text) {
        if (HAPROXY.matcher(text).find()) {
            return Program.HAPROXY;
        }
        if (KeepalivedStart.isOf(text)
                || (KEEPALIVED_BLOCK.matcher(text).find()
                        && KEEPALIVED_LINE.matcher(text).find())) {
            return Program.KEEPALIVED;
        }
        return NGINX_BLOCK.matcher(text).find() && NGINX_LINE.matcher(text).find() ? Program.NGINX : Program.NONE;
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
            case NGINX ->
                Optional.of("is a configuration of nginx (expected: HOCON; lb convert makes it of one of nginx)");
            case NONE -> Optional.empty();
        };
    }

    private static String sentenceOn(String program) {
        return "is a configuration of " + program + " (expected: HOCON; give it to lb as a file of its own)";
    }
}
