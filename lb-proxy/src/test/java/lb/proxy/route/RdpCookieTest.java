package lb.proxy.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import lb.proxy.balance.Balancer;
import lb.proxy.balance.KeyHash;
import lb.proxy.settings.Balance;
import lb.proxy.settings.HashKey;
import lb.proxy.settings.HashType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RdpCookieTest {
    /** What stands before the cookie of a real client, and what behind it: the protocols that it speaks. */
    private static final byte[] PROTOCOLS = {1, 0, 8, 0, 3, 0, 0, 0};

    /** The first message of a client whose field is this one. */
    static byte[] request(String field) {
        byte[] text = field.getBytes(ISO_8859_1);
        int length = 11 + text.length + PROTOCOLS.length;
        return ByteBuffer.allocate(length)
                .put((byte) 3)
                .put((byte) 0)
                .putShort((short) length)
                .put((byte) (length - 5))
                .put((byte) 0xE0)
                .put(new byte[5])
                .put(text)
                .put(PROTOCOLS)
                .array();
    }

    private static String read(byte[] bytes) {
        RdpCookie cookie = new RdpCookie();
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        RdpCookie.Outcome outcome = cookie.read(in);
        return outcome == RdpCookie.Outcome.FOUND
                ? in.toString(cookie.start(), cookie.end() - cookie.start(), ISO_8859_1)
                : outcome.name();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Cookie: mstshash=alice            | mstshash=alice",
                "Cookie: msts=3640205228.15629.0000| msts=3640205228.15629.0000",
                "cookie:mstshash=alice             | mstshash=alice",
                "COOKIE:   User=a=b                | User=a=b",
                "Cookie: mstshash=                 | mstshash=",
                "Cookie: =alice                    | NONE",
                "Cookie: mstshash                  | NONE",
                "Cookie:                           | NONE",
                "Cookies: mstshash=alice           | NONE",
                "X-Cookie: mstshash=alice          | NONE",
                "''                                | NONE",
            })
    void thisIsTheCookie(String field, String expected) {
        assertThat(read(request(field + "\r\n"))).isEqualTo(expected);
    }

    @Test
    void eachBeginningIsIncompleteUntilItsLineIsThere() {
        byte[] whole = request("Cookie: mstshash=alice\r\n");
        int line = whole.length - PROTOCOLS.length;
        for (int length = 0; length < line; length++) {
            assertThat(read(Arrays.copyOf(whole, length)))
                    .as("%d of %d bytes", length, line)
                    .isEqualTo("INCOMPLETE");
        }
        assertThat(read(Arrays.copyOf(whole, line))).isEqualTo("mstshash=alice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // TLS, SSH, HTTP
                "160301",
                "5353482d322e30",
                "474554202f20485454502f312e310d0a",
                // another version, another message, none at all, one that is longer than anybody waits for
                "0200002a25e0",
                "0300002a25d0",
                "030000000000",
                "030000070200",
                "0300ffff25e0000000000043",
                // the line ends in the next message; it has no CR; nothing else ends it
                "0300001302e0000000000043",
                "0300001825e00000000000436f6f6b69653a20613d62630a",
                "0300001725e00000000000436f6f6b69653a20613d62630d",
                "0300001025e00000000000436f6f6b69",
                "0300000b06e00000000000",
                // the protocols alone, as most clients without a user's name begin
                "030000130ee000000000000100080003000000",
            })
    void whatHasNoCookieIsNotWaitedFor(String hex) {
        assertThat(read(HexFormat.of().parseHex(hex + (hex.startsWith("0300001302e0") ? "6f6f6b69653a203d0d0a" : ""))))
                .isEqualTo("NONE");
    }

    @ParameterizedTest
    @CsvSource({
        "mstshash, mstshash=alice, alice",
        "MstsHash, MSTSHASH=alice, alice",
        "mstshash, msts=alice,",
        "msts,     mstshash=alice,",
        "mstshash, mstshash=,",
        "mstshash, mstshash=a=b, a=b",
    })
    void theValueOfTheCookieOfThatNameIsTheKey(String name, String pair, String value) {
        Balance balance = new Balance.Hash(new HashKey.RdpCookie(name), HashType.STANDARD);
        long key = Objects.requireNonNull(RequestKey.of(balance))
                .of(TextSubject.request().with(Part.RDP_COOKIE, pair));

        assertThat(key).isEqualTo(value == null ? Balancer.NO_KEY : hash(value));
    }

    private static long hash(String text) {
        ByteBuf in = Unpooled.copiedBuffer(text, ISO_8859_1);
        return KeyHash.of(HashType.STANDARD).of(in, 0, in.readableBytes());
    }

    @Test
    void aConnectionWithoutACookieHasNoKey() {
        Balance balance = new Balance.Hash(new HashKey.RdpCookie("mstshash"), HashType.STANDARD);

        assertThat(Objects.requireNonNull(RequestKey.of(balance)).of(TextSubject.request()))
                .isEqualTo(Balancer.NO_KEY);
    }

    @ParameterizedTest
    @CsvSource({
        "3640205228.15629.0000, 172.31.249.216:3389",
        "16777343.15629.0000,   127.0.0.1:3389",
        "0.0.0,                 0.0.0.0:0",
        "4294967295.65535.,     255.255.255.255:65535",
        "4294967296.15629.0000,",
        "1.65536.0000,",
        "99999999999999999999999.1.0,",
        "1.99999999999999999999999.0,",
        "-1.15629.0000,",
        "1.-1.0000,",
        "1.2,",
        "1..0,",
        ".1.0,",
        "..,",
        ".,",
        "'',",
        "1. 2.0,",
        "x.15629.0000,",
    })
    void theValueOfARoutingTokenIsAnAddress(String value, String address) {
        ByteBuf in = Unpooled.copiedBuffer("msts=" + value, ISO_8859_1);
        InetSocketAddress found = RdpServer.address(in, 5, in.readableBytes());

        assertThat(found == null ? null : found.getHostString() + ":" + found.getPort())
                .isEqualTo(address);
        assertThat(RdpServer.address(in, -1, in.readableBytes())).isNull();
        assertThat(List.of(in.readerIndex(), in.writerIndex())).containsExactly(0, 5 + value.length());
    }
}
