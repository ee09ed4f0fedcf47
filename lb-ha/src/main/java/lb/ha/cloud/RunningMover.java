package lb.ha.cloud;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One mover with its state and its figures. Thread {@code lb-cloud} only. */
final class RunningMover {
    private final AssignedMover assigned;
    private final CloudMover mover;
    private final MoveMachine machine;
    private final CloudEvents events;
    private final InstantSource wallClock;
    private final BiConsumer<Long, MoveEvent> answers;

    private MoverState state;

    /** Why the errand at hand was refused, which is asked for again; empty when it was not. */
    private String delayedBy = "";

    private Instant since;
    private @Nullable Instant lastMove;
    private @Nullable Duration lastMoveTook;
    private long beganAt;
    private long tries;
    private long moves;
    private long failures;

    /** Of the errand that is being run; an answer with another number is not wanted any more. */
    private long ticket;

    private @Nullable Thread runner;

    /** @param answers is given what each errand came to, with its ticket, on any thread */
    RunningMover(
            AssignedMover assigned,
            BackOff backOff,
            CloudEvents events,
            long now,
            InstantSource wallClock,
            BiConsumer<Long, MoveEvent> answers) {
        this.assigned = assigned;
        this.mover = assigned.mover();
        this.machine = new MoveMachine(assigned.pace(), backOff);
        this.events = events;
        this.wallClock = wallClock;
        this.answers = answers;
        this.state = MoverState.initial(now);
        this.since = wallClock.instant();
        this.beganAt = now;
    }

    String virtualRouter() {
        return assigned.virtualRouter();
    }

    /** When it wants to be told the time; null for not before an answer or a news has come. */
    @Nullable
    Long due() {
        return state.running() ? null : state.due();
    }

    void answered(long ticketOfAnswer, MoveEvent answer, long now) {
        if (ticketOfAnswer == ticket && state.running()) {
            take(answer, now);
        }
    }

    void take(MoveEvent event, long now) {
        MoverState before = state;
        MoveStep step = machine.on(before, event, now);
        state = step.state();
        switch (step.action()) {
            case NOTHING -> {}
            case RUN -> run();
            case CANCEL -> cancel();
        }
        if (before.phase() != state.phase()) {
            since = wallClock.instant();
        }
        if (event instanceof MoveEvent.Elected
                || (before.phase() != MoverPhase.MOVING && state.phase() == MoverPhase.MOVING)) {
            beganAt = now;
        }
        noteDelay(before, event);
        tell(before, now);
    }

    /** What is asked again may take minutes until it has failed: nobody is to wait for that without a word. */
    private void noteDelay(MoverState before, MoveEvent event) {
        boolean asksAgain = before.phase() == state.phase()
                && before.errand() == state.errand()
                && (state.phase() == MoverPhase.CHECKING || state.phase() == MoverPhase.MOVING);
        if (asksAgain && event instanceof MoveEvent.Refused refused) {
            boolean first = delayedBy.isEmpty();
            delayedBy = refused.why();
            if (first) {
                events.failed(what()
                        + (state.master() ? " is not here yet: " : " could not be checked yet: ")
                        + refused.why()
                        + "; asked again");
            }
        } else if (!(event instanceof MoveEvent.TimeReached) && !(event instanceof MoveEvent.Contested)) {
            delayedBy = "";
        }
    }

    private String what() {
        return "virtual router " + assigned.virtualRouter() + ": " + mover.name();
    }

    private void tell(MoverState before, long now) {
        String what = what();
        boolean changed = before.phase() != state.phase();
        switch (state.phase()) {
            case FAILED -> {
                if (changed || !before.why().equals(state.why())) {
                    failures++;
                    events.failed(what + (state.master() ? " is not here: " : " could not be moved: ") + state.why());
                }
            }
            case MOVED -> {
                if (before.phase() == MoverPhase.MOVING) {
                    moves++;
                    lastMove = wallClock.instant();
                    lastMoveTook = Duration.ofNanos(now - beganAt);
                    events.told(what + " is here after " + lastMoveTook.toMillis() + " ms");
                } else if (changed || (!before.why().isEmpty() && state.why().isEmpty())) {
                    events.told(what + " is here");
                } else if (!before.why().equals(state.why())) {
                    events.failed(what + ": " + state.why());
                }
            }
            case IDLE -> {
                if (before.phase() == MoverPhase.FAILED && !before.master()) {
                    events.told(what + " could be moved again");
                }
            }
            case CHECKING, MOVING -> {}
        }
    }

    private void run() {
        Errand errand = state.errand();
        if (errand == Errand.TAKE) {
            tries++;
        }
        long own = ++ticket;
        runner = Thread.ofVirtual().name("lb-cloud-" + mover.name()).start(() -> answers.accept(own, ask(errand)));
    }

    private MoveEvent ask(Errand errand) {
        try {
            switch (errand) {
                case CHECK -> mover.check();
                case TAKE -> mover.take();
                case LOOK -> {
                    return new MoveEvent.Found(mover.look());
                }
            }
            return new MoveEvent.Done();
        } catch (CloudException e) {
            return new MoveEvent.Refused(
                    String.valueOf(e.getMessage()), e.isPassing(), e.notBefore().toNanos());
        } catch (InterruptedException e) {
            return new MoveEvent.Refused("interrupted", true, 0);
        } catch (Throwable e) {
            // An Error, too: without an answer it would be waited for for ever. Its message may quote what was sent,
            // and with it a secret.
            return new MoveEvent.Refused("a fault in lb itself: " + e.getClass().getName(), false, 0);
        }
    }

    /** Ends what is being run. */
    void cancel() {
        ticket++;
        Thread running = runner;
        if (running != null) {
            running.interrupt();
        }
    }

    MoverStatus status() {
        return new MoverStatus(
                assigned.virtualRouter(),
                mover.name(),
                state.phase(),
                state.why().isEmpty() ? delayedBy : state.why(),
                since,
                lastMove,
                lastMoveTook,
                tries,
                moves,
                failures);
    }
}
