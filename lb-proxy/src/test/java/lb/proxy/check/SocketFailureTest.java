package lb.proxy.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.channels.UnresolvedAddressException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SocketFailureTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new ConnectException("Connection refused: /127.0.0.1:1"), "Connection refused", false),
                Arguments.of(
                        new IOException("finishConnect(..) failed with error(-111): Connection refused"),
                        "Connection refused",
                        false),
                Arguments.of(new NoRouteToHostException("No route to host"), "No route to host", false),
                Arguments.of(new NoRouteToHostException("null: /10.77.0.1:80"), "Network is unreachable", false),
                Arguments.of(new SocketException("Network is unreachable"), "Network is unreachable", false),
                Arguments.of(new SocketException("Connection reset"), "Connection reset by peer", false),
                Arguments.of(
                        new IOException("recvAddress(..) failed: Connection reset by peer"),
                        "Connection reset by peer",
                        false),
                Arguments.of(new IOException("Broken pipe"), "Broken pipe", false),
                Arguments.of(
                        new BindException("Cannot assign requested address"), "Cannot assign requested address", true),
                Arguments.of(
                        new IOException("bind(..) failed with error(-99): Cannot assign requested address"),
                        "Cannot assign requested address",
                        true),
                Arguments.of(new BindException("Permission denied"), "Permission denied", true),
                Arguments.of(
                        new ChannelException("Failed to open a socket.", new SocketException("Too many open files")),
                        "Too many open files",
                        true),
                Arguments.of(new IOException("Cannot allocate memory"), "Cannot allocate memory", false),
                Arguments.of(new BindException("Address already in use"), "Address already in use", true),
                Arguments.of(new ChannelException(), "ChannelException", true),
                Arguments.of(new UnresolvedAddressException(), "UnresolvedAddressException", false),
                Arguments.of(new IOException("something new"), "IOException", false));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureIsToldInTheSystemsWords(Throwable failure, String words, boolean local) {
        assertThat(SocketFailure.words(failure)).isEqualTo(words);
        assertThat(SocketFailure.isLocal(failure)).isEqualTo(local);
    }

    @ParameterizedTest(name = "{0}: without a source {1}, with one {2}")
    @CsvSource({
        "Too many open files, true, true",
        "socket(..) failed with error(-23): Too many open files in system, true, true",
        "connect(..) failed with error(-12): Cannot allocate memory, true, true",
        "No buffer space available, true, true",
        "bind(..) failed with error(-98): Address already in use, true, true",
        "connect(..) failed with error(-99): Cannot assign requested address, true, false",
        "Connection refused, false, false",
        "Connection reset by peer, false, false",
        "Network is unreachable, false, false",
        "Permission denied, false, false",
        "something new, false, false",
    })
    void whatThisMachineLacksIsAShortage(String message, boolean withoutSource, boolean withSource) {
        assertThat(SocketFailure.isShortage(new IOException(message), false)).isEqualTo(withoutSource);
        assertThat(SocketFailure.isShortage(new IOException(message), true)).isEqualTo(withSource);
        assertThat(SocketFailure.isShortage(new ChannelException(new IOException(message)), true))
                .isEqualTo(withSource);
    }

    @Test
    void noMemoryInJavaIsAShortage() {
        assertThat(SocketFailure.isShortage(new OutOfMemoryError("direct buffers"), true))
                .isTrue();
    }
}
