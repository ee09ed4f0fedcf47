package lb.admin.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import lb.proxy.health.ServerState;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.health.ServerState.Operation;
import lb.proxy.settings.ServerSettings;
import lb.proxy.upstream.ServerFacts;
import org.junit.jupiter.api.Test;

class ServerTablesTest {
    private static ServerFacts server(String name) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
        ServerState state = new ServerState(Admin.READY, Operation.UP);
        return new ServerFacts(
                3,
                "12",
                1,
                ServerSettings.of(name, address, 1),
                address,
                state,
                Admin.READY,
                Admin.READY,
                true,
                false,
                1,
                1,
                5,
                null,
                false,
                null,
                null,
                null,
                false,
                0,
                0,
                0,
                0);
    }

    @Test
    void aNameStaysTextInJsonWhateverItsLetters() {
        assertThat(ServerTables.stateJson(List.of(server("007"), server("-")).iterator())
                        .whole())
                .contains(
                        "\"be_id\":3,\"be_name\":\"12\",\"srv_id\":1,\"srv_name\":\"007\",\"srv_addr\":\"127.0.0.1\",")
                .contains("\"srv_name\":\"-\",")
                .contains("\"srv_fqdn\":null,\"srv_port\":80,\"srvrecord\":null,");
        assertThat(ServerTables.connectionsJson(List.of(server("7")).iterator()).whole())
                .startsWith("[{\"bkname/svname\":\"12/7\",\"bkid/svid\":\"3/1\",\"addr\":\"127.0.0.1\",\"port\":80,"
                        + "\"purge_delay\":null,\"used_cur\":0,");
    }

    @Test
    void inTextTheSameStandsInColumns() {
        assertThat(ServerTables.state(List.of(server("-")).iterator()).whole())
                .endsWith("\n3 12 1 - 127.0.0.1 2 0 1 1 5 1 0 1 0 0 0 0 - 80 - 0 0 - - 0\n");
        assertThat(ServerTables.connections(List.of(server("7")).iterator()).whole())
                .endsWith("\n12/7 3/1 127.0.0.1 80 - - 0 - - 0 0 0 0\n");
    }
}
