package lb.admin.upgrade;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lb.proxy.balance.StickTable;
import lb.proxy.health.HealthCounter;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.settings.StickySettings;
import lb.proxy.upstream.BackendPast;
import lb.proxy.upstream.BackendPast.Clients;
import lb.proxy.upstream.BackendPast.ServerPast;

/**
 * What backends have come to, as messages: their servers as JSON, their clients as bytes.
 *
 * <pre>
 *   clients   name of the backend, bits of IPv4, bits of IPv6, size, seconds to expire, names of servers, then
 *             so many of: key (8 bytes), number of the server (4), seconds since (8)
 * </pre>
 */
final class PastCodec {
    /** Clients in one message. */
    private static final int MOST_CLIENTS = 1 << 20;

    private PastCodec() {}

    static JsonObject servers(List<BackendPast> pasts) {
        JsonArray all = new JsonArray();
        for (BackendPast past : pasts) {
            JsonArray servers = new JsonArray();
            past.servers().forEach(server -> servers.add(json(server)));
            JsonObject backend = new JsonObject();
            backend.addProperty("name", past.name());
            backend.add("servers", servers);
            all.add(backend);
        }
        JsonObject whole = new JsonObject();
        whole.add("backends", all);
        return whole;
    }

    private static JsonObject json(ServerPast server) {
        JsonObject json = new JsonObject();
        json.addProperty("name", server.name());
        json.addProperty("asked", server.asked());
        InetSocketAddress address = server.address();
        if (address != null && address.getAddress() != null) {
            json.addProperty("address", address.getAddress().getHostAddress());
            json.addProperty("port", address.getPort());
            json.addProperty("reassigned", server.reassigned());
        }
        json.addProperty("disabled", server.disabled());
        json.addProperty("admin", server.admin().name());
        json.addProperty("weight", server.weight());
        json.addProperty("share", server.share());
        json.addProperty("relative", server.relative());
        json.addProperty("maxconn", server.maxConnections());
        json.addProperty("limit", server.limit());
        HealthCounter health = server.health();
        if (health != null) {
            json.addProperty("health", health.value());
            json.addProperty("rise", health.rise());
            json.addProperty("fall", health.fall());
        }
        json.addProperty("stopping", server.stopping());
        json.addProperty("agent_down", server.agentDown());
        return json;
    }

    /** @throws UpgradeException when it is not what {@link #servers} makes */
    static List<BackendPast> servers(JsonObject whole) throws UpgradeException {
        try {
            List<BackendPast> pasts = new ArrayList<>();
            for (JsonElement backend : whole.getAsJsonArray("backends")) {
                List<ServerPast> servers = new ArrayList<>();
                for (JsonElement server : backend.getAsJsonObject().getAsJsonArray("servers")) {
                    servers.add(server(server.getAsJsonObject()));
                }
                pasts.add(new BackendPast(backend.getAsJsonObject().get("name").getAsString(), servers, null));
            }
            return pasts;
        } catch (RuntimeException e) {
            throw new UpgradeException("what it says of its servers cannot be read: " + e.getMessage(), e);
        }
    }

    private static ServerPast server(JsonObject json) {
        JsonElement address = json.get("address");
        JsonElement health = json.get("health");
        return new ServerPast(
                json.get("name").getAsString(),
                json.get("asked").getAsString(),
                address == null
                        ? null
                        : new InetSocketAddress(
                                InetAddress.ofLiteral(address.getAsString()),
                                json.get("port").getAsInt()),
                address != null && json.get("reassigned").getAsBoolean(),
                json.get("disabled").getAsBoolean(),
                Admin.valueOf(json.get("admin").getAsString()),
                json.get("weight").getAsInt(),
                json.get("share").getAsInt(),
                json.get("relative").getAsBoolean(),
                json.get("maxconn").getAsInt(),
                json.get("limit").getAsInt(),
                health == null
                        ? null
                        : new HealthCounter(
                                health.getAsInt(),
                                json.get("rise").getAsInt(),
                                json.get("fall").getAsInt()),
                json.get("stopping").getAsBoolean(),
                json.get("agent_down").getAsBoolean());
    }

    /** In as many pieces as are needed; none where clients do not keep their servers. */
    static List<byte[]> clients(BackendPast past) {
        Clients clients = past.clients();
        List<byte[]> pieces = new ArrayList<>();
        if (clients != null) {
            List<StickTable.Entry> left = clients.entries();
            while (!left.isEmpty()) {
                List<StickTable.Entry> piece = left.subList(0, Math.min(MOST_CLIENTS, left.size()));
                pieces.add(bytes(past.name(), clients, piece));
                left = left.subList(piece.size(), left.size());
            }
        }
        return pieces;
    }

    private static byte[] bytes(String backend, Clients clients, List<StickTable.Entry> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(backend);
            out.writeInt(clients.settings().ipv4Prefix());
            out.writeInt(clients.settings().ipv6Prefix());
            out.writeInt(clients.settings().size());
            out.writeLong(clients.settings().expire().toSeconds());
            out.writeInt(clients.servers().size());
            for (String server : clients.servers()) {
                out.writeUTF(server);
            }
            out.writeInt(entries.size());
            for (StickTable.Entry entry : entries) {
                out.writeLong(entry.key());
                out.writeInt(entry.member());
                out.writeLong(entry.seconds());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * One piece, as of a backend without servers.
     *
     * @throws UpgradeException when it is not what {@link #clients(BackendPast)} makes
     */
    static BackendPast clients(byte[] piece) throws UpgradeException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(piece))) {
            String backend = in.readUTF();
            StickySettings settings =
                    new StickySettings(in.readInt(), in.readInt(), in.readInt(), Duration.ofSeconds(in.readLong()));
            List<String> servers = new ArrayList<>();
            for (int left = count(in, piece, 2); left > 0; left--) {
                servers.add(in.readUTF());
            }
            List<StickTable.Entry> entries = new ArrayList<>();
            for (int left = count(in, piece, Long.BYTES); left > 0; left--) {
                entries.add(new StickTable.Entry(in.readLong(), in.readInt(), in.readLong()));
            }
            return new BackendPast(backend, List.of(), new Clients(settings, servers, entries));
        } catch (IOException | RuntimeException e) {
            throw new UpgradeException("what it says of its clients cannot be read: " + e.getMessage(), e);
        }
    }

    /** @param bytes that each takes at the least */
    private static int count(DataInputStream in, byte[] piece, int bytes) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > piece.length / bytes) {
            throw new IOException("it says that there are " + count);
        }
        return count;
    }
}
