package lb.admin.keepalived;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What weights make of priorities: on the wire the same as keepalived's own arithmetic (keepalived.conf(5), track_script and
 * the weights of vrrp_script), so that in every state the same node has the address.
 */
class WeightedElectionTest {
    private static final int FAULT = 0;
    private static final int LEAST = 1;
    private static final List<Integer> PRIORITIES = List.of(1, 50, 100, 101, 253, 254, 255);
    private static final List<Integer> WEIGHTS = List.of(-200, -20, -2, 0, 1, 2, 20, 200);

    /**
     * A node's file.
     *
     * @param balancer weight of the script that asks whether the balancer runs; null for none
     * @param other weight of one that asks for another process; null for none
     */
    private record Node(
            int priority,
            @Nullable Integer balancer,
            @Nullable Integer other) {
        /** What keepalived would send; 0 for nothing. */
        int theirs(State state) {
            int sum = priority;
            for (Look look : looks(state)) {
                if (look.weight() == 0) {
                    if (!look.well()) {
                        return FAULT;
                    }
                } else if (look.weight() > 0 == look.well()) {
                    sum += look.weight();
                }
            }
            return priority == 255 ? 255 : Math.clamp(sum, LEAST, 254);
        }

        private List<Look> looks(State state) {
            List<Look> looks = new ArrayList<>();
            if (balancer != null) {
                looks.add(new Look(balancer, state.balances()));
            }
            if (other != null) {
                looks.add(new Look(other, state.otherRuns()));
            }
            return looks;
        }

        /** Whether keepalived cuts off what several weights add, which nothing of ours does. */
        boolean isCutOff() {
            return balancer != null
                    && other != null
                    && balancer != 0
                    && other != 0
                    && priority != 255
                    && priority + Math.max(0, balancer) + Math.max(0, other) > 254;
        }

        Translating translated() {
            String scripts = script("balancer", "haproxy", balancer) + script("other", "sshd", other);
            return Translating.balancing(
                    """
                    %s
                    vrrp_instance VI_1 {
                        interface eth1
                        virtual_router_id 51
                        priority %d
                        virtual_ipaddress {
                            10.0.0.9
                        }
                        track_script {
                            %s
                            %s
                        }
                    }
                    """.formatted(scripts, priority, balancer == null ? "" : "balancer", other == null ? "" : "other"));
        }

        private static String script(String name, String process, @Nullable Integer weight) {
            return weight == null ? "" : """
                    vrrp_script %s {
                        script "pidof %s"
                        weight %d
                    }
                    """.formatted(name, process, weight);
        }
    }

    private record Look(int weight, boolean well) {}

    private record State(boolean balances, boolean otherRuns) {}

    private static final List<State> STATES =
            List.of(new State(true, true), new State(false, true), new State(true, false), new State(false, false));

    private static List<Node> nodes(List<Integer> priorities, List<Integer> weights) {
        List<@Nullable Integer> all = new ArrayList<>(weights);
        all.add(null);
        List<Node> nodes = new ArrayList<>();
        for (int priority : priorities) {
            for (Integer balancer : all) {
                for (Integer other : all) {
                    nodes.add(new Node(priority, balancer, other));
                }
            }
        }
        return nodes;
    }

    /** What lb would send; 0 for nothing. */
    private static int ours(Config ip, State state) {
        int priority = ip.getInt("priority");
        if (!state.balances() && ip.hasPath("when-unusable")) {
            priority -= ip.getInt("when-unusable.lower-priority-by");
        }
        if (!state.otherRuns() && ip.hasPath("track.processes")) {
            ConfigValue process = ip.getList("track.processes").getFirst();
            if (process.valueType() == ConfigValueType.STRING) {
                return FAULT;
            }
            priority -= ((ConfigObject) process).toConfig().getInt("lower-priority-by");
        }
        return Math.max(LEAST, priority);
    }

    @Test
    void whatIsSentIsKeepalivedsOwnInEveryState() {
        for (Node node : nodes(PRIORITIES, WEIGHTS)) {
            Translating translated = node.translated();
            assertThat(translated.errors()).as(node.toString()).isEmpty();
            if (node.isCutOff()) {
                assertThat(translated.warnings())
                        .as(node.toString())
                        .anyMatch(one -> one.contains("which is the most that is sent"));
                continue;
            }
            Config ip = virtualIp(translated);
            for (State state : STATES) {
                int theirs = node.theirs(state);
                // The balancer's own failure never leaves the address to nobody.
                boolean last = theirs == FAULT && node.balancer() != null && node.balancer() == 0 && !state.balances();
                boolean other = node.other() != null && node.other() == 0 && !state.otherRuns();
                assertThat(ours(ip, state))
                        .as("%s %s: %s", node, state, translated.hocon())
                        .isEqualTo(last && !other ? LEAST : theirs);
            }
        }
    }

    @Test
    void theSameNodeHasTheAddressInEveryStateOfBoth() {
        List<Node> nodes = nodes(List.of(100, 101), List.of(-20, 0, 2));
        Map<Node, Config> translated = new HashMap<>();
        nodes.forEach(node -> translated.put(node, virtualIp(node.translated())));
        for (Node first : nodes) {
            for (Node second : nodes) {
                for (State one : STATES) {
                    for (State two : STATES) {
                        int theirs = owner(first.theirs(one), second.theirs(two));
                        if (theirs != 0) {
                            assertThat(owner(ours(translated.get(first), one), ours(translated.get(second), two)))
                                    .as("%s %s, %s %s", first, one, second, two)
                                    .isEqualTo(theirs);
                        }
                    }
                }
            }
        }
    }

    /** The first has the higher address; 0 for nobody. */
    private static int owner(int first, int second) {
        if (first == FAULT && second == FAULT) {
            return 0;
        }
        return first >= second ? 1 : 2;
    }

    private static Config virtualIp(Translating translated) {
        return ConfigFactory.parseString(translated.hocon()).getConfig("virtual-ips.VI_1");
    }
}
