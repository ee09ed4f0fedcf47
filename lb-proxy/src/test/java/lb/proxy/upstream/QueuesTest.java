package lb.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import lb.proxy.stats.Sessions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class QueuesTest {
    /** Servers with as much room as the test says. */
    private static final class GivenRooms implements Queues.Rooms<String> {
        private final Map<String, Integer> room = new TreeMap<>();
        private final Map<String, Boolean> serving = new HashMap<>();
        private final Map<String, WaitingLine<String>> lines = new HashMap<>();

        GivenRooms(String... servers) {
            for (String server : servers) {
                room.put(server, 0);
                serving.put(server, true);
                lines.put(server, new WaitingLine<>(true));
            }
        }

        @Override
        public boolean take(String server) {
            boolean free = room.get(server) > 0;
            if (free) {
                room.merge(server, -1, Integer::sum);
            }
            return free;
        }

        @Override
        public boolean servesAll(String server) {
            return serving.get(server);
        }

        @Override
        public @Nullable String takeUnawaited() {
            return room.keySet().stream()
                    .filter(server -> serving.get(server) && lines.get(server).isEmpty() && take(server))
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public WaitingLine<String> lineOf(String server) {
            return lines.get(server);
        }
    }

    private final GivenRooms rooms = new GivenRooms("A", "B");
    private final Queues<String> queues = new Queues<>(List.of("A", "B"), rooms);
    private final List<String> served = new ArrayList<>();

    private Place<String> place(String name) {
        return new Place<>(server -> served.add(name + server));
    }

    private Place<String> enter(String name) {
        Place<String> place = place(name);
        queues.enter(place);
        return place;
    }

    private Place<String> enter(String name, String server) {
        Place<String> place = place(name);
        assertThat(queues.enter(place, server, Queues.UNLIMITED)).isTrue();
        return place;
    }

    private void make(String server) {
        rooms.room.merge(server, 1, Integer::sum);
        queues.serve(server);
    }

    @Test
    void whoCameFirstIsServedFirst() {
        enter("a");
        enter("b");
        enter("c");
        assertThat(queues.any().length()).isEqualTo(3);
        make("A");
        make("B");
        assertThat(served).containsExactly("aA", "bB");
        make("A");
        assertThat(served).containsExactly("aA", "bB", "cA");
        assertThat(queues.any().isEmpty()).isTrue();
        assertThat(queues.any().longest()).isEqualTo(3);
    }

    @Test
    void aServerServesItsOwnAndAllOthersInTheOrderOfTheirComing() {
        enter("1");
        enter("2", "A");
        enter("3", "B");
        enter("4");
        enter("5", "A");
        make("A");
        make("A");
        make("A");
        make("A");
        assertThat(served).containsExactly("1A", "2A", "4A", "5A");
        make("B");
        assertThat(served).endsWith("3B");
    }

    @Test
    void aServerThatDoesNotServeAllServesItsOwnBeforeThoseWhoCameEarlier() {
        rooms.serving.put("A", false);
        enter("1");
        enter("2", "A");
        make("A");
        make("A");
        assertThat(served).containsExactly("2A");
        assertThat(rooms.room.get("A")).isEqualTo(1);
    }

    @Test
    void whoMayGoAnywhereDoesNotPassThoseWhoWaitForAServer() {
        enter("1", "A");
        rooms.room.put("A", 1);
        rooms.room.put("B", 1);
        enter("2");
        assertThat(served).containsExactly("2B");
        queues.serve();
        assertThat(served).containsExactly("2B", "1A");
    }

    @Test
    void whatBecameFreeJustBeforeIsGrantedOnComing() {
        rooms.room.put("A", 2);
        Place<String> any = enter("a");
        Place<String> own = enter("b", "A");
        assertThat(served).containsExactly("aA", "bA");
        assertThat(any.backendPosition()).isEqualTo(1);
        assertThat(own.serverPosition()).isEqualTo(1);
        assertThat(queues.any().longest()).isZero();
        assertThat(rooms.lineOf("A").longest()).isZero();
    }

    @Test
    void anyoneMayLeaveAndTheOthersKeepTheirOrder() {
        Place<String> a = enter("a");
        Place<String> b = enter("b");
        Place<String> c = enter("c");
        Place<String> d = enter("d");
        assertThat(queues.leave(b)).isTrue();
        assertThat(queues.leave(b)).isFalse();
        make("A");
        assertThat(queues.leave(a)).as("served before").isFalse();
        assertThat(queues.leave(d)).isTrue();
        enter("e");
        make("A");
        make("A");
        make("A");
        assertThat(served).containsExactly("aA", "cA", "eA");
        assertThat(queues.leave(c)).isFalse();
        assertThat(queues.any().isEmpty()).isTrue();
        assertThat(rooms.room.get("A")).isEqualTo(1);
    }

    @Test
    void aQueueTakesNoMoreThanItMay() {
        assertThat(queues.enter(place("a"), "A", 2)).isTrue();
        assertThat(queues.enter(place("b"), "A", 2)).isTrue();
        assertThat(queues.enter(place("c"), "A", 2)).isFalse();
        assertThat(queues.enter(place("d"), "B", 2)).isTrue();
        make("A");
        assertThat(queues.enter(place("e"), "A", 2)).isTrue();
        make("A");
        make("A");
        assertThat(served).containsExactly("aA", "bA", "eA");
    }

    @Test
    void whoWaitedForAServerThatGoesWaitsForAnyAtHisPlace() {
        Place<String> one = enter("1", "A");
        enter("2");
        Place<String> three = enter("3", "A");
        enter("4");
        enter("5", "B");
        assertThat(queues.release("A")).isEqualTo(2);
        assertThat(rooms.lineOf("A").isEmpty()).isTrue();
        assertThat(queues.any().length()).isEqualTo(4);
        assertThat(queues.release("A")).isZero();
        for (int i = 0; i < 5; i++) {
            make("B");
        }
        assertThat(served).containsExactly("1B", "2B", "3B", "4B", "5B");
        assertThat(List.of(one.serverPosition(), one.backendPosition())).containsExactly(1, 1);
        assertThat(List.of(three.serverPosition(), three.backendPosition())).containsExactly(1, 3);
    }

    @Test
    void whoStaysWaitsOnForAServerThatGoes() {
        Place<String> staying = place("2");
        staying.stays = true;
        enter("1", "A");
        queues.enter(staying, "A", Queues.UNLIMITED);
        enter("3", "A");
        assertThat(queues.release("A")).isEqualTo(2);
        assertThat(rooms.lineOf("A").length()).isEqualTo(1);
        make("B");
        make("B");
        make("B");
        assertThat(served).containsExactly("1B", "3B");
        make("A");
        assertThat(served).endsWith("2A");
    }

    /** Measured on HAProxy 2.6.12: those served while he waited, and himself. */
    @Test
    void thePositionCountsWhoWasServedBeforeAndOneself() {
        Place<String> a = enter("a");
        Place<String> b = enter("b");
        Place<String> c = enter("c");
        make("A");
        queues.leave(b);
        queues.leave(c);
        assertThat(List.of(a.backendPosition(), b.backendPosition(), c.backendPosition()))
                .containsExactly(1, 2, 2);
        assertThat(a.serverPosition()).isZero();
    }

    /** Against lists that are searched from the start each time. */
    @RepeatedTest(20)
    void thousandsOfRandomStepsServeAsAListThatIsSearchedWould(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        // Of each who waits: his name and the server that he waits for, "" for any.
        List<String[]> model = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        Map<String, Place<String>> places = new HashMap<>();
        for (int step = 0; step < 2000; step++) {
            String server = random.nextBoolean() ? "A" : "B";
            String name = step + "-";
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    places.put(name, enter(name));
                    model.add(new String[] {name, ""});
                }
                case 2, 3 -> {
                    places.put(name, enter(name, server));
                    model.add(new String[] {name, server});
                }
                case 4, 5, 6 -> {
                    model.stream()
                            .filter(one -> one[1].isEmpty() || one[1].equals(server))
                            .findFirst()
                            .ifPresentOrElse(
                                    one -> {
                                        model.remove(one);
                                        expected.add(one[0] + server);
                                        make(server);
                                    },
                                    () -> {});
                }
                default -> {
                    if (random.nextInt(20) == 0) {
                        queues.release(server);
                        model.stream().filter(one -> one[1].equals(server)).forEach(one -> one[1] = "");
                    } else if (!model.isEmpty()) {
                        String gone = model.remove(random.nextInt(model.size()))[0];
                        assertThat(queues.leave(places.get(gone))).isTrue();
                    }
                }
            }
            assertThat(served).as("seed %s, step %s", random, step).hasSameSizeAs(expected);
        }
        assertThat(served).as("seed %s", repetition.getCurrentRepetition()).isEqualTo(expected);
        assertThat(queues.any().length()
                        + rooms.lineOf("A").length()
                        + rooms.lineOf("B").length())
                .isEqualTo(model.size());
    }

    /** As backends use it: room is an atomic counter, newcomers look for it only while nobody waits for it. */
    @Test
    void noRoomIsUsedTwiceAndNoWakeIsLostBetweenThreads() throws Exception {
        int limit = 2;
        int each = 10_000;
        List<Sessions> sessions = List.of(new Sessions(), new Sessions());
        List<WaitingLine<Integer>> lines = List.of(new WaitingLine<>(true), new WaitingLine<>(true));
        Queues<Integer> shared = new Queues<>(List.of(0, 1), new Queues.Rooms<>() {
            @Override
            public boolean take(Integer server) {
                return sessions.get(server).tryBegin(limit);
            }

            @Override
            public boolean servesAll(Integer server) {
                return true;
            }

            @Override
            public @Nullable Integer takeUnawaited() {
                for (int server = 0; server < 2; server++) {
                    if (lines.get(server).isEmpty() && take(server)) {
                        return server;
                    }
                }
                return null;
            }

            @Override
            public WaitingLine<Integer> lineOf(Integer server) {
                return lines.get(server);
            }
        });
        AtomicIntegerArray most = new AtomicIntegerArray(2);
        AtomicInteger done = new AtomicInteger();
        CountDownLatch finished = new CountDownLatch(6);
        for (int t = 0; t < 6; t++) {
            int wanted = t % 3 - 1;
            Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each; i++) {
                    int server = takeOrAwait(shared, sessions, lines, wanted, limit);
                    most.accumulateAndGet(server, sessions.get(server).current(), Math::max);
                    done.incrementAndGet();
                    sessions.get(server).ended();
                    if (!shared.any().isEmpty() || !lines.get(server).isEmpty()) {
                        shared.serve(server);
                    }
                }
                finished.countDown();
            });
        }
        assertThat(finished.await(40, TimeUnit.SECONDS))
                .as("all served; done %s, waiting %s", done, shared.any().length())
                .isTrue();
        for (int server = 0; server < 2; server++) {
            assertThat(most.get(server)).isLessThanOrEqualTo(limit);
            assertThat(sessions.get(server).greatest()).isLessThanOrEqualTo(limit);
            assertThat(sessions.get(server).current()).isZero();
            assertThat(lines.get(server).isEmpty()).isTrue();
        }
        assertThat(shared.any().isEmpty()).isTrue();
    }

    private static int takeOrAwait(
            Queues<Integer> queues, List<Sessions> sessions, List<WaitingLine<Integer>> lines, int wanted, int limit) {
        int server = wanted < 0 ? ThreadLocalRandom.current().nextInt(2) : wanted;
        boolean free = queues.any().isEmpty() && lines.get(server).isEmpty();
        if (free && sessions.get(server).tryBegin(limit)) {
            return server;
        }
        CountDownLatch turn = new CountDownLatch(1);
        AtomicInteger granted = new AtomicInteger(-1);
        Place<Integer> place = new Place<>(one -> {
            granted.set(one);
            turn.countDown();
        });
        if (wanted < 0) {
            queues.enter(place);
        } else {
            queues.enter(place, wanted, Queues.UNLIMITED);
        }
        try {
            turn.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return granted.get();
    }
}
