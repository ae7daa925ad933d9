"""The till: home, opening, sale, payment, closing."""
