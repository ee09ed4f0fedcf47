package lb.ha;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import lb.ha.handover.Clients;
import lb.ha.handover.Message;
import lb.ha.handover.Peers;
import lb.ha.handover.SimulatedHandOver;
import lb.ha.handover.VirtualRouters;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.LowerPriority;
import lb.ha.vrrp.VrrpState;

/**
 * Nodes with a lifeline between each two, in steps of a millisecond: what is said in one step is heard in the next. A node
 * that stands still hears it later.
 */
final class HandOverCluster {
    /** For so long nobody may own the addresses when they are handed over. */
    static final Duration MOMENT = Duration.ofMillis(10);

    private static final Duration STEP = Duration.ofMillis(1);

    final Wire wire = new Wire();
    final List<Member> members = new ArrayList<>();
    private boolean lifelineUp = true;
    private long drainMillis = 20;

    /** A node, its hand-overs, and what it has last heard of others. */
    final class Member implements Peers, Clients, VirtualRouters {
        final SimulatedNode node;
        final List<String> said = new ArrayList<>();
        private final String name;
        private final SimulatedHandOver handOvers;
        private final Deque<Sent> inbox = new ArrayDeque<>();
        private final Map<String, VirtualRouterStatus> lastWords = new HashMap<>();
        private Runnable away = () -> {};
        private Set<InetAddress> ledAway = Set.of();
        private long awayAt = Long.MAX_VALUE;
        boolean lettingIn = true;
        boolean failsToLeadAway;
        boolean hearsNothing;
        boolean prepared = true;
        boolean saidGoodbye;
        private Runnable beforeLetGo = () -> {};

        private Member(int number, UnaryOperator<RouterSettings> change) {
            this.name = "n" + number;
            this.node = SimulatedNode.of(wire, number, change);
            this.handOvers =
                    new SimulatedHandOver(List.of(node.settings()), this, this, this, said::add, wire, 1000L * number);
            node.askBeforeLeaving(handOvers.asked());
        }

        private boolean reaches(Member other) {
            return lifelineUp && !other.node.stopped() && !node.stopped();
        }

        @Override
        public List<Node> now(String virtualRouter) {
            return members.stream()
                    .filter(other -> other != this)
                    .map(other -> {
                        VirtualRouterStatus words = lastWords.get(other.name);
                        Standing standing = words == null || !reaches(other)
                                ? other.saidGoodbye ? Standing.NOT_READY : Standing.UNKNOWN
                                : words.state() == VrrpState.MASTER
                                        ? Standing.OWNER
                                        : words.state() == VrrpState.BACKUP && words.usable() && !words.yielded()
                                                ? Standing.READY
                                                : Standing.NOT_READY;
                        int priority = words == null ? 0 : words.effectivePriority();
                        return new Node(other.name, reaches(other), standing, priority);
                    })
                    .toList();
        }

        @Override
        public void send(String to, Message message) {
            members.stream()
                    .filter(other -> other.name.equals(to) && reaches(other))
                    .forEach(other -> other.inbox.add(new Sent(name, message)));
        }

        @Override
        public boolean arePrepared() {
            return prepared;
        }

        @Override
        public void leadAway(Set<InetAddress> addresses, Duration drain, Runnable then) {
            if (failsToLeadAway) {
                throw new LinkageError("Departure");
            }
            lettingIn = false;
            ledAway = addresses;
            away = then;
            awayAt = wire.nanoTime() + Duration.ofMillis(drainMillis).toNanos();
        }

        @Override
        public void letIn(Set<InetAddress> addresses) {
            lettingIn |= addresses.equals(ledAway);
            awayAt = Long.MAX_VALUE;
        }

        /** As a reload of a file with these virtual routers. */
        void become(VirtualRouterSettings... others) {
            handOvers.follow(List.of(others), false);
            node.become(others);
            node.turn();
            handOvers.follow(List.of(others), true);
        }

        @Override
        public List<VirtualRouterStatus> status() {
            return node.loop().status();
        }

        @Override
        public void yieldAll() {
            node.yield("web");
        }

        @Override
        public void letGo(String unit, String why, boolean stopping, boolean yielded) {
            beforeLetGo.run();
            node.loop().obey(new Order.LetGo(unit, why, stopping, yielded));
            node.wake();
        }

        @Override
        public void takeOver(String unit, String why) {
            node.loop().obey(new Order.TakeOver(unit, why));
            node.wake();
        }

        /** Does something between the decision and the order. */
        void beforeLetGo(Runnable work) {
            beforeLetGo = work;
        }

        void stop() {
            handOvers.stop();
        }

        boolean isIdle() {
            return handOvers.isIdle();
        }

        private void step(int messages) {
            if (!node.running()) {
                return;
            }
            for (int i = 0; i < messages && !hearsNothing; i++) {
                Sent sent = inbox.poll();
                if (sent != null) {
                    handOvers.heard(sent.from, sent.message);
                }
            }
            if (lifelineUp) {
                members.forEach(other -> other.lastWords.put(name, node.status()));
            } else {
                inbox.clear();
            }
            if (wire.nanoTime() >= awayAt) {
                awayAt = Long.MAX_VALUE;
                away.run();
            }
            handOvers.turn();
        }

        @Override
        public String toString() {
            return node + " " + said + (lettingIn ? "" : " holds back");
        }
    }

    private record Sent(String from, Message message) {}

    Member add(int number, UnaryOperator<RouterSettings> change) {
        Member member = new Member(number, change);
        members.add(member);
        return member;
    }

    /** One with adverts every second, whose priority is lowered by 50 where it cannot serve. */
    Member add(int number, int priority, boolean preempt) {
        return add(number, priority, preempt, Duration.ofSeconds(1));
    }

    Member add(int number, int priority, boolean preempt, Duration interval) {
        return add(
                number,
                it -> it.priority(priority)
                        .preempt(preempt)
                        .whenUnusable(new LowerPriority(50))
                        .interval(interval));
    }

    /** Until there is an owner; what was before does not count any more. */
    void settle() {
        run(10_000);
        forget();
    }

    /** How long there were two owners or none does not count until now. */
    void forget() {
        wire.twoOwners();
        wire.noOwner();
    }

    /** There were never two owners since then, and none for a moment at most. */
    void assertSeamless() {
        assertThat(wire.twoOwners()).as(members::toString).isZero();
        assertThat(wire.noOwner()).as(members::toString).isLessThanOrEqualTo(MOMENT);
    }

    /** All lifelines at once. */
    void lifeline(boolean up) {
        lifelineUp = up;
    }

    /** How long it takes to lead clients away. */
    void drainTakes(long millis) {
        drainMillis = millis;
    }

    void run(long millis) {
        for (long i = 0; i < millis; i++) {
            int[] waiting =
                    members.stream().mapToInt(member -> member.inbox.size()).toArray();
            for (int m = 0; m < waiting.length; m++) {
                members.get(m).step(waiting[m]);
            }
            wire.run(STEP);
        }
    }
}
