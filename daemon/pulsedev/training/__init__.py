"""Training: what a child process of lowest priority does with numpy and scikit-learn."""
