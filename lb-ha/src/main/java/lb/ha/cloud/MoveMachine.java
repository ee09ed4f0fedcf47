package lb.ha.cloud;

import lb.ha.cloud.MoveStep.Action;
import lb.ha.settings.CloudPace;

/**
 * When a cloud is asked for what. Pure: time comes in as a number, and what is to be done goes out.
 *
 * <pre>
 *   start ─▶ CHECKING ──done──▶ IDLE ──elected──▶ MOVING ─────────────▶ MOVED
 *               │  ▲             │ check again      │ settle, take,       │ looked at again;
 *               ▼  └─────────────┘                  │ again, look         ▼ not here any more
 *             FAILED: a move would not work         └───────────────▶ FAILED
 * </pre>
 *
 * <p>It acts once for each election. What another has taken afterwards is not taken back: two that both believe to be
 * master would do so for ever. Only when another master was heard and this one has prevailed, it is looked at, and taken
 * once more if it is not here. What was never here, since the cloud was out of order for longer than all tries took, is
 * taken by a later look that does not find it here.
 */
final class MoveMachine {
    /** Where a check interval is zero, so far away that it never comes. */
    private static final long NEVER = Long.MAX_VALUE / 4;

    /** An election that is contested again and again is waited for so many times as long as one that is not. */
    private static final int MOST_SETTLES = 10;

    private final long settle;
    private final long checkInterval;
    private final int tries;
    private final BackOff backOff;

    MoveMachine(CloudPace pace, BackOff backOff) {
        this.settle = pace.settle().toNanos();
        this.checkInterval =
                pace.checkInterval().isZero() ? NEVER : pace.checkInterval().toNanos();
        this.tries = pace.tries();
        this.backOff = backOff;
    }

    /**
     * What follows.
     *
     * @param now nanoseconds of a clock that never goes back
     */
    MoveStep on(MoverState state, MoveEvent event, long now) {
        return switch (event) {
            case MoveEvent.Elected _ -> elected(state, now);
            case MoveEvent.Contested _ -> contested(state, now);
            case MoveEvent.Lost _ -> lost(state, now);
            case MoveEvent.TimeReached _ ->
                !state.running() && now - state.due() >= 0
                        ? new MoveStep(state.run(), Action.RUN)
                        : new MoveStep(state, Action.NOTHING);
            case MoveEvent.Done _ -> new MoveStep(done(state, now), Action.NOTHING);
            case MoveEvent.Found(Whereabouts where) -> new MoveStep(found(state, where, now), Action.NOTHING);
            case MoveEvent.Refused refused -> new MoveStep(refused(state, refused, now), Action.NOTHING);
        };
    }

    private MoveStep elected(MoverState state, long now) {
        return interrupt(state, state.asMaster(now).become(MoverPhase.MOVING, Errand.TAKE, now + settle, ""));
    }

    private MoveStep lost(MoverState state, long now) {
        if (!state.master()) {
            return new MoveStep(state, Action.NOTHING);
        }
        // The next election is to work too: whatever was wrong is looked into now.
        return interrupt(state, state.asBackup().become(MoverPhase.IDLE, Errand.CHECK, now + settle, ""));
    }

    private MoveStep contested(MoverState state, long now) {
        if (!state.master()) {
            return new MoveStep(state, Action.NOTHING);
        }
        if (state.phase() == MoverPhase.MOVING) {
            boolean settling = state.errand() == Errand.TAKE && state.tries() == 0;
            // Whoever goes on claiming, or pretends to, must not keep this node from being reached for ever.
            return new MoveStep(
                    settling ? state.next(Errand.TAKE, settled(state.settlingSince(), now)) : state, Action.NOTHING);
        }
        long since = state.mayTake() ? state.settlingSince() : now;
        if (state.mayTake() && now - since >= MOST_SETTLES * settle) {
            // Put off long enough: the look that is due or under way goes on.
            return new MoveStep(state, Action.NOTHING);
        }
        // Each time anew, so that it happens when the other has been silent for a while.
        return interrupt(
                state,
                state.become(state.phase(), Errand.LOOK, settled(since, now), state.why())
                        .mayTakeAgain(since));
    }

    /** When what is contested now is acted on, if it is not contested again. */
    private long settled(long since, long now) {
        return since + Math.min(now - since + settle, MOST_SETTLES * settle);
    }

    private static MoveStep interrupt(MoverState before, MoverState after) {
        return new MoveStep(after, before.running() ? Action.CANCEL : Action.NOTHING);
    }

    private MoverState done(MoverState state, long now) {
        return state.errand() == Errand.TAKE
                ? state.because("").stillToTake(false).next(Errand.LOOK, now)
                : state.become(MoverPhase.IDLE, Errand.CHECK, now + checkInterval, "");
    }

    private MoverState found(MoverState state, Whereabouts where, long now) {
        return switch (where) {
            case Whereabouts.Here _ ->
                state.stillToTake(false).become(MoverPhase.MOVED, Errand.LOOK, now + checkInterval, "");
            case Whereabouts.Untold _ -> untold(state, now);
            case Whereabouts.Elsewhere(String holder) -> elsewhere(state, holder, now);
        };
    }

    /** Where nobody can tell, what the move said stands. */
    private MoverState untold(MoverState state, long now) {
        if (state.phase() == MoverPhase.MOVING) {
            return state.why().isEmpty()
                    ? state.become(MoverPhase.MOVED, Errand.LOOK, now + checkInterval, "")
                    : failed(state, state.why(), now);
        }
        return mayTake(state)
                ? state.become(MoverPhase.MOVING, Errand.TAKE, now, "")
                : state.become(state.phase(), Errand.LOOK, now + checkInterval, state.why());
    }

    private MoverState elsewhere(MoverState state, String holder, long now) {
        if (state.phase() != MoverPhase.MOVING) {
            return mayTake(state)
                    ? state.become(MoverPhase.MOVING, Errand.TAKE, now, "")
                    : failed(
                            state,
                            state.phase() == MoverPhase.MOVED
                                    ? "it was here, and is at " + holder + " now; it is not taken back unasked"
                                    : state.why(),
                            now);
        }
        if (!state.why().isEmpty()) {
            return failed(state, state.why(), now);
        }
        return state.tries() < tries
                ? state.next(Errand.LOOK, now + backOff.nanos(state.tries()))
                : failed(state, "the cloud has agreed to the move, but it is still at " + holder, now);
    }

    private static boolean mayTake(MoverState state) {
        return state.mayTake() || state.untaken();
    }

    private MoverState refused(MoverState state, MoveEvent.Refused refused, long now) {
        boolean again = refused.passing() && state.tries() < tries;
        long at = now + Math.max(backOff.nanos(state.tries()), refused.notBefore());
        return switch (state.errand()) {
            case CHECK -> again ? state.next(Errand.CHECK, at) : failed(state, refused.why(), now);
            // It may be here all the same: a move that was done and not answered, or that was not needed.
            case TAKE ->
                again
                        ? state.next(Errand.TAKE, at)
                        : state.because(refused.why())
                                .stillToTake(refused.passing())
                                .next(Errand.LOOK, now);
            case LOOK -> lookRefused(state, refused, again, at, now);
        };
    }

    private MoverState lookRefused(MoverState state, MoveEvent.Refused refused, boolean again, long at, long now) {
        if (state.phase() != MoverPhase.MOVING) {
            if (again && state.mayTake()) {
                return state.next(Errand.LOOK, at);
            }
            String why = state.phase() == MoverPhase.MOVED
                    ? "whether it is still here cannot be found out: " + refused.why()
                    : state.why();
            return state.become(state.phase(), Errand.LOOK, now + checkInterval, why);
        }
        if (!state.why().isEmpty()) {
            return failed(state, state.why(), now);
        }
        return again
                ? state.next(Errand.LOOK, at)
                : failed(state, "the cloud has agreed to the move, but it cannot be verified: " + refused.why(), now);
    }

    private MoverState failed(MoverState state, String why, long now) {
        return state.become(MoverPhase.FAILED, state.master() ? Errand.LOOK : Errand.CHECK, now + checkInterval, why);
    }
}
