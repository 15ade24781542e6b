// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo.store;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;

/**
 * The ledger as sequential znodes below two parents. What a row says is in its name, so that all rows are read at once:
 * {@code <term>_<candidate>_<number>}.
 */
final class ZooKeeperLedger implements Ledger {

    static final String UNFENCED = "/demo/unfenced";
    static final String FENCED = "/demo/fenced";

    private final CuratorFramework curator;

    ZooKeeperLedger(CuratorFramework curator) {
        this.curator = curator;
    }

    /** The path of the next row; the server appends its number. */
    static String row(String parent, long term, String candidate) {
        return parent + "/" + term + "_" + candidate + "_";
    }

    void create() throws IOException {
        try {
            curator.create().creatingParentsIfNeeded().forPath(UNFENCED);
            curator.create().forPath(FENCED);
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Override
    public Counts count() throws IOException {
        return Ledger.count(rows(UNFENCED), rows(FENCED));
    }

    private List<Row> rows(String parent) throws IOException {
        try {
            return curator.getChildren().forPath(parent).stream()
                    .map(ZooKeeperLedger::parse)
                    .sorted(Comparator.comparingLong(Row::id))
                    .toList();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static Row parse(String name) {
        int first = name.indexOf('_');
        int last = name.lastIndexOf('_');
        return new Row(
                Long.parseLong(name.substring(last + 1)),
                Long.parseLong(name.substring(0, first)),
                name.substring(first + 1, last));
    }
}
