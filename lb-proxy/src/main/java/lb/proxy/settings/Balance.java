package lb.proxy.settings;

/** How the next server is chosen. */
public enum Balance {
    /** Each in turn by weight, smooth (no server gets its share in a burst) and exact across event loops. */
    ROUNDROBIN
}
