package lb.ha.cloud;

/**
 * All that a {@link MoveMachine} remembers.
 *
 * @param master whether this node is master
 * @param errand being run, or run next
 * @param running whether it is being run
 * @param due when it is run, by the clock that the machine is told; without meaning while one is running
 * @param tries how often the errand, of this purpose, was run
 * @param mayTake in a look after the move: whether it may be taken again if it is not here
 * @param elected when this node became master; without meaning while it is not
 * @param why what has gone wrong, for people; empty when nothing has
 */
record MoverState(
        MoverPhase phase,
        boolean master,
        Errand errand,
        boolean running,
        long due,
        int tries,
        boolean mayTake,
        long elected,
        String why) {

    /** At the start: the first check is due. */
    static MoverState initial(long now) {
        return new MoverState(MoverPhase.CHECKING, false, Errand.CHECK, false, now, 0, false, now, "");
    }

    /** The same purpose goes on with an errand that is due at a time. */
    MoverState next(Errand other, long at) {
        int counted = other == errand ? tries : 0;
        return new MoverState(phase, master, other, false, at, counted, mayTake, elected, why);
    }

    MoverState run() {
        return new MoverState(phase, master, errand, true, due, tries + 1, mayTake, elected, why);
    }

    MoverState because(String reason) {
        return new MoverState(phase, master, errand, running, due, tries, mayTake, elected, reason);
    }

    /** A new purpose. */
    MoverState become(MoverPhase other, Errand first, long at, String reason) {
        return new MoverState(other, master, first, false, at, 0, false, elected, reason);
    }

    MoverState asMaster(long now) {
        return new MoverState(phase, true, errand, running, due, tries, mayTake, now, why);
    }

    MoverState asBackup() {
        return new MoverState(phase, false, errand, running, due, tries, mayTake, elected, why);
    }

    /** The look that comes next may be followed by another move. */
    MoverState mayTakeAgain() {
        return new MoverState(phase, master, errand, running, due, tries, true, elected, why);
    }
}
