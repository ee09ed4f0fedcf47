package lb.ha.cloud.provider;

import lb.ha.cloud.CloudException;
import lb.ha.cloud.CloudMover;
import lb.ha.cloud.Whereabouts;

/** Moves a reserved IP of DigitalOcean to this Droplet. */
record DigitalOceanIp(TokenApi api, PlainMetadata droplet, String address) implements CloudMover {
    @Override
    public String name() {
        return "digitalocean reserved-ip " + address;
    }

    /** There is no dry run: a token that may read and not write is found only by the move. */
    @Override
    public void check() throws CloudException, InterruptedException {
        look();
    }

    @Override
    public void take() throws CloudException, InterruptedException {
        api.post(path() + "/actions", "{\"type\":\"assign\",\"droplet_id\":" + droplet.number() + "}");
    }

    @Override
    public Whereabouts look() throws CloudException, InterruptedException {
        String own = droplet.number();
        Json found = api.get(path()).at("reserved_ip");
        if (!found.isObject()) {
            throw CloudException.passing("DigitalOcean tells nothing of " + address);
        }
        String holder = found.at("droplet").at("id").text();
        if (holder.equals(own)) {
            return new Whereabouts.Here();
        }
        return new Whereabouts.Elsewhere(holder.isEmpty() ? "nobody" : "Droplet " + Text.plain(holder));
    }

    private String path() {
        return "/v2/reserved_ips/" + address;
    }
}
