package lb.ha.cloud;

/** What a {@link MoveMachine} hears. */
sealed interface MoveEvent {
    /** This node has become master. */
    record Elected() implements MoveEvent {}

    /** Another node has claimed to be master too, and this one has prevailed. */
    record Contested() implements MoveEvent {}

    /** This node is master no more. */
    record Lost() implements MoveEvent {}

    /** Time has passed. */
    record TimeReached() implements MoveEvent {}

    /** The errand that was run has been done. */
    record Done() implements MoveEvent {}

    /** The answer to {@link Errand#LOOK}. */
    record Found(Whereabouts where) implements MoveEvent {}

    /**
     * The errand that was run has failed.
     *
     * @param passing whether asking again may help
     * @param notBefore nanoseconds to wait at least before that
     */
    record Refused(String why, boolean passing, long notBefore) implements MoveEvent {}
}
