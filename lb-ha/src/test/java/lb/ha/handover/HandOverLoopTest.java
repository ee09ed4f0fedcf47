package lb.ha.handover;

import static lb.ha.handover.Message.Kind.OFFER;
import static lb.ha.handover.Message.Kind.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import lb.ha.RouterSettings;
import lb.ha.VirtualRouterStatus;
import org.junit.jupiter.api.Test;

/** What a node answers by what its virtual routers do. */
class HandOverLoopTest {
    @Test
    void anOfferIsRefusedWhileNothingIsKnownOfTheVirtualRouters() {
        List<Message> sent = new ArrayList<>();
        Peers peers = new Peers() {
            @Override
            public List<Node> now(String virtualRouter) {
                return List.of(new Node("b", true, Standing.OWNER, 100));
            }

            @Override
            public void send(String node, Message message) {
                sent.add(message);
            }
        };
        VirtualRouters unknown = new VirtualRouters() {
            @Override
            public List<VirtualRouterStatus> status() {
                return List.of();
            }

            @Override
            public void yieldAll() {}

            @Override
            public void letGo(String unit, String why, boolean stopping, boolean yielded) {}

            @Override
            public void takeOver(String unit, String why) {}
        };
        SimulatedHandOver handOver = new SimulatedHandOver(
                List.of(RouterSettings.DEFAULT.build()), peers, Clients.NONE, unknown, _ -> {}, () -> 0, 1);
        handOver.heard("b", new Message(OFFER, "web", 7, 5000));
        handOver.turn();
        assertThat(sent).containsExactly(new Message(REFUSED, "web", 7, 0));
        assertThat(handOver.asked().awaited("web")).isFalse();
    }
}
