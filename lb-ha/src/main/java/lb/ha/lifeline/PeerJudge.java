package lb.ha.lifeline;

import java.time.Duration;
import java.util.Set;
import lb.ha.lifeline.PeerEvent.Ended;
import lb.ha.lifeline.PeerEvent.Failed;
import lb.ha.lifeline.PeerEvent.Heard;
import lb.ha.lifeline.PeerEvent.Inquired;
import lb.ha.lifeline.PeerEvent.TimeReached;
import lb.ha.lifeline.PeerState.Alive;
import lb.ha.lifeline.PeerState.Dead;
import lb.ha.lifeline.PeerState.Lost;
import lb.ha.lifeline.PeerState.Paused;
import lb.ha.lifeline.PeerState.Suspected;
import lb.ha.lifeline.PeerState.Unknown;

/**
 * Whether a peer is dead, from what its connection does. Pure: no socket, clock or thread.
 *
 * <p>The loss of a connection proves nothing: a firewall that is loaded anew or a cable of a management network must not
 * make two owners. A peer is dead only when all of this is so:
 *
 * <ol>
 *   <li>its end of the connection was closed or reset, which a kernel does at once for a process that ended;
 *   <li>a new connection is refused: the kernel lives, and nobody listens;
 *   <li>probes for the virtual addresses go unanswered, so that nobody holds them.
 * </ol>
 *
 * <p>A kernel takes a moment to clear away a process, and an address on a lease stays for the lease: while something
 * answers, the question is asked again. Whatever else happens is left to VRRP, which does not ask here.
 */
final class PeerJudge {
    /** For how long after an end it is asked again and again. */
    static final long SUSPICION = Duration.ofSeconds(10).toNanos();

    /** For as long as nothing was asked yet but whether somebody listens. */
    private static final long AT_ONCE = Duration.ofMillis(10).toNanos();

    /** While what was ended may just be being cleared away. */
    static final long FRESH = Duration.ofMillis(250).toNanos();

    /** Where the kernel is about to close the listening socket, too. */
    static final long SHORTEST_PAUSE = Duration.ofMillis(1).toNanos();

    static final long SHORT_PAUSE = Duration.ofMillis(5).toNanos();
    static final long LONG_PAUSE = Duration.ofMillis(50).toNanos();

    private static final int FIRST_PROBES = 2;
    private static final int FRESH_PROBES = 3;
    private static final int LATER_PROBES = 6;

    /** Silence after which a connection is given up, at the least. */
    private static final long GIVE_UP = Duration.ofSeconds(3).toNanos();

    /** Hellos that may be missing, and for how long at the least: a pause is worth being told, a late thread is not. */
    private static final int MISSING_HELLOS = 3;

    private static final long LEAST_PATIENCE = Duration.ofMillis(500).toNanos();

    private static final int HELLOS_TO_GIVE_UP = 10;

    private final long patience;
    private final long giveUpAfter;

    PeerJudge(Duration helloInterval) {
        patience = Math.max(LEAST_PATIENCE, MISSING_HELLOS * helloInterval.toNanos());
        giveUpAfter = Math.max(GIVE_UP, HELLOS_TO_GIVE_UP * helloInterval.toNanos());
    }

    /**
     * One step.
     *
     * @param now never before that of the step before
     */
    PeerStep on(PeerState state, PeerEvent event, long now) {
        return switch (event) {
            // Whoever is heard lives, whatever was thought of it.
            case Heard heard -> PeerStep.of(new Alive(now, alive(state)));
            case Ended(String how) -> ended(state, how, now);
            case Failed(String why) -> connected(state) ? PeerStep.of(new Lost(why)) : PeerStep.of(state);
            case Inquired inquired ->
                state instanceof Suspected suspected && suspected.endedAt() == inquired.endedAt()
                        ? inquired(suspected, inquired, now)
                        : PeerStep.of(state);
            case TimeReached reached -> timeReached(state, now);
        };
    }

    private static String alive(PeerState state) {
        return switch (state) {
            case Alive alive -> alive.why();
            case Paused paused -> "it answers again";
            default -> "connected";
        };
    }

    private static boolean connected(PeerState state) {
        return state instanceof Alive || state instanceof Paused;
    }

    private static PeerStep ended(PeerState state, String how, long now) {
        return connected(state) ? PeerStep.inquire(new Suspected(now, null, how)) : PeerStep.of(state);
    }

    private static PeerStep inquired(Suspected suspected, Inquired found, long now) {
        Set<String> silent = found.silent();
        return switch (found.reconnect()) {
            case NO_ANSWER ->
                PeerStep.of(new Lost(suspected.why() + "; a new connection gets no answer, which proves nothing"));
            // The process that ended may still be being cleared away, and a new one will be heard soon.
            case ACCEPTED -> again(suspected, now, SHORTEST_PAUSE, "; a new connection is accepted");
            case REFUSED -> {
                if (!found.answered().isEmpty()) {
                    PeerStep next =
                            again(suspected, now, SHORT_PAUSE, "; a new one is refused, but an address answers");
                    yield new PeerStep(next.state(), false, silent, false);
                }
                yield silent.isEmpty()
                        ? PeerStep.of(new Lost(suspected.why() + "; a new one is refused"))
                        : PeerStep.dead(
                                new Dead(
                                        suspected.why() + ", a new one is refused, and nobody answers for the address"),
                                silent);
            }
        };
    }

    /**
     * How many probes must go unanswered, so long after the end of the connection. The more often it is asked, the likelier it
     * is that a bad network loses the answers of one inquiry by chance, and one is enough.
     */
    static int probes(long sinceEnd) {
        if (sinceEnd < AT_ONCE) {
            return FIRST_PROBES;
        }
        return sinceEnd < FRESH ? FRESH_PROBES : LATER_PROBES;
    }

    private static PeerStep again(Suspected suspected, long now, long freshPause, String found) {
        long since = now - suspected.endedAt();
        if (since >= SUSPICION) {
            return PeerStep.of(new Lost(suspected.why() + found));
        }
        long pause = since < FRESH ? freshPause : LONG_PAUSE;
        return PeerStep.of(new Suspected(suspected.endedAt(), now + pause, suspected.why()));
    }

    private PeerStep timeReached(PeerState state, long now) {
        return switch (state) {
            case Alive alive
            when now - alive.heardAt() >= patience ->
                PeerStep.of(new Paused(alive.heardAt(), "connected, but it does not answer"));
            case Paused paused
            when now - paused.heardAt() >= giveUpAfter ->
                PeerStep.giveUp(new Lost(
                        "no answer for " + Duration.ofNanos(giveUpAfter).toSeconds() + " s"));
            case Suspected suspected
            when suspected.askAt() != null && now - suspected.askAt() >= 0 ->
                PeerStep.inquire(new Suspected(suspected.endedAt(), null, suspected.why()));
            default -> PeerStep.of(state);
        };
    }

    /** When {@link TimeReached} may change something; {@code fallback} for never. */
    long deadline(PeerState state, long fallback) {
        return switch (state) {
            case Alive alive -> alive.heardAt() + patience;
            case Paused paused -> paused.heardAt() + giveUpAfter;
            case Suspected suspected -> suspected.askAt() == null ? fallback : suspected.askAt();
            case Unknown unknown -> fallback;
            case Lost lost -> fallback;
            case Dead dead -> fallback;
        };
    }
}
