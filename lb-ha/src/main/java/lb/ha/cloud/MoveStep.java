package lb.ha.cloud;

/**
 * What follows from an event.
 *
 * @param state from now on
 * @param action what is to be done; an errand that is run ends the one before it
 */
record MoveStep(MoverState state, Action action) {
    enum Action {
        NOTHING,
        /** Run {@link MoverState#errand}. */
        RUN,
        /** Whatever is being run is to end; its answer is not wanted any more. */
        CANCEL
    }
}
