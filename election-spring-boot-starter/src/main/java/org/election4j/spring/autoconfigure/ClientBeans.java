// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.util.List;
import org.election4j.spring.ElectionConfigurationException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * The beans of one type that a store could work on.
 *
 * @param beans where they are
 * @param type their type
 * @param wanted the name of the one to use; null if not configured
 * @param <C> their type
 */
record ClientBeans<C>(
        ListableBeanFactory beans, Class<C> type, @Nullable String wanted) {

    List<String> names() {
        return List.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, type));
    }

    /** The wanted one, or the primary, or the only one. */
    C pick(StoreType store) {
        if (wanted != null) {
            if (!names().contains(wanted)) {
                throw new ElectionConfigurationException(
                        "election.client-bean is '" + wanted + "', but the beans of type " + type.getSimpleName()
                                + " are " + names() + ".",
                        "Name one of them.");
            }
            return beans.getBean(wanted, type);
        }
        C unique = beans.getBeanProvider(type).getIfUnique();
        if (unique != null) {
            return unique;
        }
        if (names().isEmpty()) {
            throw new ElectionConfigurationException(
                    "election.store is " + store.propertyValue() + ", but there is no bean of type " + type.getName()
                            + ".",
                    "Add " + store.client() + ".");
        }
        throw new ElectionConfigurationException(
                "There are several beans of type " + type.getSimpleName() + ", and none is primary: " + names() + ".",
                "Set election.client-bean to the name of the one to use.");
    }
}
