package lb.ha.cloud;

/** What a mover is at. */
public enum MoverPhase {
    /** Finding out whether it could move. */
    CHECKING,
    /** This node is not master; when it becomes it, the move should work. */
    IDLE,
    /** This node has become master: waiting for the election to settle, asking, waiting to ask again, verifying. */
    MOVING,
    /** The cloud says that it is here. */
    MOVED,
    /** It is not here and should be, or a move would not work: a person has to look at it. */
    FAILED
}
