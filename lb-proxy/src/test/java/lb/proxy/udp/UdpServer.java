package lb.proxy.udp;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import lb.proxy.settings.ServerSettings;

/** A UDP server on loopback that replies with its name and what it was sent, so and so often. */
final class UdpServer implements AutoCloseable {
    final String name;
    final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final DatagramSocket socket;
    private final InetSocketAddress address;
    private final Thread thread;

    UdpServer(String name, int replies) throws SocketException {
        this(name, replies, 0);
    }

    UdpServer(String name, int replies, int port) throws SocketException {
        this.name = name;
        this.socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        this.address = (InetSocketAddress) socket.getLocalSocketAddress();
        this.thread = Thread.ofPlatform().daemon().start(() -> serve(replies));
    }

    ServerSettings settings() {
        return ServerSettings.of(name, address(), 1);
    }

    InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        socket.close();
        try {
            // While it still waits in a system call, the kernel keeps the port.
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(int replies) {
        byte[] buffer = new byte[65_536];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                String text = new String(buffer, 0, packet.getLength(), StandardCharsets.ISO_8859_1);
                received.add(text);
                byte[] reply = (text.length() > 1000 ? text : name + ":" + text).getBytes(StandardCharsets.ISO_8859_1);
                for (int i = 0; i < replies; i++) {
                    socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                // Closed, or a client that has gone.
            }
        }
    }
}
