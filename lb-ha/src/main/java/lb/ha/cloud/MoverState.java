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
 * @param untaken whether the last try to take it was refused in passing, and it was not seen here since this node became
 *     master: a look that does not find it here may be followed by another move
 * @param settlingSince when this node became master or, where it may be taken again, when another was first heard since;
 *     without meaning while it is backup
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
        boolean untaken,
        long settlingSince,
        String why) {

    /** At the start: the first check is due. */
    static MoverState initial(long now) {
        return new MoverState(MoverPhase.CHECKING, false, Errand.CHECK, false, now, 0, false, false, now, "");
    }

    /** The same purpose goes on with an errand that is due at a time. */
    MoverState next(Errand other, long at) {
        int counted = other == errand ? tries : 0;
        return new MoverState(phase, master, other, false, at, counted, mayTake, untaken, settlingSince, why);
    }

    MoverState run() {
        return new MoverState(phase, master, errand, true, due, tries + 1, mayTake, untaken, settlingSince, why);
    }

    MoverState because(String reason) {
        return new MoverState(phase, master, errand, running, due, tries, mayTake, untaken, settlingSince, reason);
    }

    /** A new purpose. */
    MoverState become(MoverPhase other, Errand first, long at, String reason) {
        return new MoverState(other, master, first, false, at, 0, false, untaken, settlingSince, reason);
    }

    MoverState asMaster(long now) {
        return new MoverState(phase, true, errand, running, due, tries, mayTake, false, now, why);
    }

    MoverState asBackup() {
        return new MoverState(phase, false, errand, running, due, tries, mayTake, false, settlingSince, why);
    }

    /** The look that comes next may be followed by another move. */
    MoverState mayTakeAgain(long contestedSince) {
        return new MoverState(phase, master, errand, running, due, tries, true, untaken, contestedSince, why);
    }

    /** Whether it is still to be taken by this node, which nothing but a passing refusal has kept from it. */
    MoverState stillToTake(boolean still) {
        return new MoverState(phase, master, errand, running, due, tries, mayTake, still, settlingSince, why);
    }
}
