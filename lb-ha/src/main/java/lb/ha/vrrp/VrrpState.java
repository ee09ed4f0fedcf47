package lb.ha.vrrp;

/** The states of a virtual router (RFC 9568 section 6.4). */
public enum VrrpState {
    /** Not taking part: not started yet, stopped, or (keepalived: FAULT) unable to. */
    INITIALIZE,
    /** Another node owns the addresses, or nobody yet. */
    BACKUP,
    /** This node owns the addresses. */
    MASTER
}
