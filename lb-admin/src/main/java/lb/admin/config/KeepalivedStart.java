package lb.admin.config;

import java.util.regex.Pattern;

/** Recognises a file of keepalived by its first line that says something, where no other program would have it. */
final class KeepalivedStart {
    /** What stands outside of all blocks. */
    private static final String TOP =
            "global_defs|static_(?:ipaddress|routes|rules)|linkbeat_(?:interfaces|use_polling)"
                    + "|net_namespace(?:_ipvs)?|namespace_with_ipsets|interface_up_down_delays|use_pid_dir|child_wait_time";

    /** What begins many words, in blocks as well, where a file may have lost the start of one. */
    private static final String FAMILY =
            "(?:vrrp|virtual|lvs|bfd|track|garp|notify|notification|smtp|checker|nftables|vmac|reload|unicast|mcast)_\\w+";

    /** Words of global_defs. */
    private static final String GLOBAL =
            "router_id|no_(?:email_faults|checker_emails)|disable_local_igmp|dynamic_interfaces"
                    + "|enable_(?:script_security|snmp_\\w+|traps|dbus)|dbus_service_name|script_user|(?:startup|shutdown)_script\\w*"
                    + "|fifo_write_\\w+|rs_init_notifies|default_interface|process_(?:names?|monitor_\\w+)"
                    + "|(?:max_auto_priority|min_auto_priority_delay)|snmp_socket|log_unknown_vrids|random_seed"
                    + "|tmp_config_directory|config_save_dir|include_check|data_use_instance";

    /** Words of vrrp_instance. */
    private static final String INSTANCE =
            "advert_int|check_unicast_src|dont_track_primary|native_ipv6|use_(?:vmac\\w*|ipvlan)"
                    + "|preempt_delay|down_timer_adverts|lower_prio_no_advert|higher_prio_send_advert|old_unicast_checksum"
                    + "|promote_secondaries|no_accept|skip_check_adv_addr|strict_mode|kernel_rx_buf_size|auth_(?:type|pass)";

    /** A word that no key of ours has, and no sign after it that makes it a key of HOCON. */
    private static final Pattern WORD = Pattern.compile("(?:" + String.join("|", TOP, FAMILY, GLOBAL, INSTANCE)
            + ")(?![\\w.-])(?![ \\t]*+[=:+])[^={]*+(?:\\{.*+)?+");

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

    /** HOCON has neither ! nor @ nor a single $ at the start of a line, and nobody's keys begin with ~SEQ. */
    private static boolean isDecisive(String line) {
        return line.startsWith("!")
                || line.startsWith("~SEQ")
                || CONDITION.matcher(line).matches()
                || DEFINITION.matcher(line).matches()
                || INCLUDE.matcher(line).matches()
                || WORD.matcher(line).matches();
    }
}
