package lb.admin.config;

import java.util.regex.Pattern;

/** Recognises a file of keepalived by its first line that says something, where no other program would have it. */
final class KeepalivedStart {
    /** What stands outside of all blocks: a word that no key of ours has, and no sign after it that makes it a key of HOCON. */
    private static final Pattern WORD =
            Pattern.compile("(?:global_defs|vrrp_\\w+|virtual_server(?:_group)?|bfd_instance"
                    + "|track_(?:file|group)|static_(?:ipaddress|routes|rules)|linkbeat_(?:interfaces|use_polling)|garp_group"
                    + "|net_namespace(?:_ipvs)?|namespace_with_ipsets|interface_up_down_delays|use_pid_dir|child_wait_time)"
                    + "(?![\\w.-])(?![ \\t]*+[=:+])[^={]*+(?:\\{.*+)?+");

    /** HOCON puts the name of a file in quotes, or in brackets after one of these words. */
    private static final Pattern INCLUDE =
            Pattern.compile("include(?:[rmwba][ \\t]++|[ \\t]++(?!\"|(?:file|url|classpath|required)\\()).*+");

    private static final Pattern DEFINITION = Pattern.compile("\\$[A-Za-z_]\\w*+=.*+");

    private static final Pattern CONDITION = Pattern.compile("@\\^?[\\w.-]++(?:[ \\t].*+)?+");

    private KeepalivedStart() {}

    /** Whether it is one. */
    static boolean isOf(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#") && !isOfBoth(line))
                .findFirst()
                .filter(KeepalivedStart::isDecisive)
                .isPresent();
    }

    private static boolean isOfBoth(String line) {
        return line.startsWith("include \"");
    }

    /** HOCON has neither ! nor @ nor a single $ at the start of a line. */
    private static boolean isDecisive(String line) {
        return line.startsWith("!")
                || CONDITION.matcher(line).matches()
                || DEFINITION.matcher(line).matches()
                || INCLUDE.matcher(line).matches()
                || WORD.matcher(line).matches();
    }
}
