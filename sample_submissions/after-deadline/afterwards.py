# %% [markdown]
# # Digits, much better
#
# Not finished.

# %%
raise NotImplementedError("ran out of time")
