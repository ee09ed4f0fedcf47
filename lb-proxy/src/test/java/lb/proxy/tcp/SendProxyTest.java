package lb.proxy.tcp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import lb.proxy.OnEachTransport;
import lb.proxy.ProxyFixture;
import lb.proxy.ProxyFixture.Plan;
import lb.proxy.ScriptedServer;
import lb.proxy.proxyprotocol.HeaderWriter;
import lb.proxy.proxyprotocol.Parsed;
import lb.proxy.proxyprotocol.ProxyHeader;
import lb.proxy.proxyprotocol.ProxyProtocol;
import lb.proxy.proxyprotocol.Tlvs;
import lb.proxy.settings.AcceptProxy;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.SendProxy;
import lb.proxy.settings.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that are told who the client is. */
@Timeout(60)
class SendProxyTest {
    @OnEachTransport
    void theServerGetsTheClientsAddressesAndThenItsBytes(Transport transport) throws Exception {
        CompletableFuture<byte[]> received = new CompletableFuture<>();
        try (ScriptedServer server = new ScriptedServer(connection ->
                        received.complete(connection.getInputStream().readAllBytes()));
                ProxyFixture proxy = Plan.of(transport)
                        .servers(ProxyFixture.server("s1", server.address(), 1)
                                .withSendProxy(new SendProxy(1, false, false)))
                        .start();
                Socket client = proxy.connect()) {
            String expected =
                    "PROXY TCP4 127.0.0.1 127.0.0.1 " + client.getLocalPort() + " " + client.getPort() + "\r\nabc";
            client.getOutputStream().write("abc".getBytes(ISO_8859_1));
            client.shutdownOutput();
            assertThat(received.get(10, TimeUnit.SECONDS)).asString().isEqualTo(expected);
        }
    }

    @OnEachTransport
    void aServerThatSpeaksFirstGetsTheHeaderBeforeTheClientHasSentAnything(Transport transport) throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    byte[] header = connection.getInputStream().readNBytes(28);
                    connection.getOutputStream().write(header.length);
                });
                ProxyFixture proxy = Plan.of(transport)
                        .servers(ProxyFixture.server("s1", server.address(), 1)
                                .withSendProxy(new SendProxy(2, false, false)))
                        .start();
                Socket client = proxy.connect()) {
            assertThat(client.getInputStream().read()).isEqualTo(28);
        }
    }

    @OnEachTransport
    void whatTheClientsOwnHeaderToldIsPassedOn(Transport transport) throws Exception {
        byte[] header = HexFormat.of()
                .parseHex("0d0a0d0a000d0a515549540a" + "2111000f" + "c0000207c0000201c75601bb" + "020000");
        CompletableFuture<byte[]> received = new CompletableFuture<>();
        try (ScriptedServer server = new ScriptedServer(connection ->
                        received.complete(connection.getInputStream().readAllBytes()));
                ProxyFixture proxy = Plan.of(transport)
                        .servers(ProxyFixture.server("s1", server.address(), 1)
                                .withSendProxy(new SendProxy(2, true, true)))
                        .start(new BindSettings(ProxyFixture.loopback(0), AcceptProxy.FROM_EVERYBODY));
                Socket client = proxy.connect()) {
            client.getOutputStream().write(header);
            client.shutdownOutput();
            ByteBuf in = Unpooled.wrappedBuffer(received.get(10, TimeUnit.SECONDS));
            ProxyHeader told = read(in);
            assertThat(told.source()).isEqualTo(new InetSocketAddress("192.0.2.7", 51030));
            assertThat(told.destination()).isEqualTo(new InetSocketAddress("192.0.2.1", 443));
            assertThat(told.tlvs().value(Tlvs.AUTHORITY)).isEmpty();
            assertThat(in.isReadable()).isFalse();
        }
    }

    @Test
    void mixedAndMissingAddressesAreWrittenAsTheProtocolHasThem() {
        InetSocketAddress four = new InetSocketAddress("192.0.2.7", 1);
        InetSocketAddress six = new InetSocketAddress("2001:db8::1", 2);
        InetSocketAddress unix = InetSocketAddress.createUnresolved("unix", 1);
        ByteBuf out = Unpooled.buffer();
        HeaderWriter.writeText(out, four, six);
        assertThat(out.toString(ISO_8859_1)).isEqualTo("PROXY TCP6 ::ffff:192.0.2.7 2001:db8::1 1 2\r\n");
        assertThat(read(out).source()).isEqualTo(four);
        HeaderWriter.writeText(out.clear(), unix, unix);
        assertThat(out.toString(ISO_8859_1)).isEqualTo("PROXY UNKNOWN\r\n");
        HeaderWriter.writeBinary(out.clear(), four, six, null, true);
        assertThat(read(out).source()).isEqualTo(four);
        HeaderWriter.writeBinary(out.clear(), unix, unix, null, false);
        assertThat(read(out).source()).isNull();
    }

    private static ProxyHeader read(ByteBuf in) {
        Parsed parsed = ProxyProtocol.parse(in);
        assertThat(parsed).isInstanceOf(Parsed.Complete.class);
        return ((Parsed.Complete) parsed).header();
    }
}
