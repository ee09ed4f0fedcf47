package lb.admin.stats;

import lb.proxy.health.ServerState;

/** The state of a server as the label {@code state} of {@code haproxy_server_status} has it. */
public final class StateWord {
    private StateWord() {}

    public static String of(ServerState state) {
        return switch (state.admin()) {
            case MAINT -> "MAINT";
            case DRAIN -> state.isDown() ? "DOWN" : "DRAIN";
            case READY ->
                switch (state.operation()) {
                    case UP -> "UP";
                    case STOPPING -> "NOLB";
                    case DOWN -> "DOWN";
                };
        };
    }
}
