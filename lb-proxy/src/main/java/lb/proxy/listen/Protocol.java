package lb.proxy.listen;

import java.util.List;

/** What is listened for: each has ports of its own. */
public enum Protocol {
    TCP("tcp", "0A"),
    UDP("udp", "07");

    private final String table;
    private final String state;

    Protocol(String name, String state) {
        this.table = "/proc/net/" + name;
        this.state = state;
    }

    /** Linux' lists of its sockets. */
    List<String> tables() {
        return List.of(table, table + "6");
    }

    /** In those lists, the state of a socket that takes what comes for its port. */
    String state() {
        return state;
    }
}
