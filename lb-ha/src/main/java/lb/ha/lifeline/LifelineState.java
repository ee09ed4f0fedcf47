package lb.ha.lifeline;

/** What the lifeline knows of another node. */
public enum LifelineState {
    /** Nothing: there has been no connection yet. */
    UNKNOWN,
    /** It answers. */
    ALIVE,
    /** The connection stands, and it does not answer. */
    PAUSED,
    /** There is no connection, which proves nothing. */
    LOST,
    /** Its process has ended, and what it held answers no more. */
    DEAD
}
